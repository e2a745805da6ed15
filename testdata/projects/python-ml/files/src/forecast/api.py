from fastapi import FastAPI

from forecast.features import weekly
from forecast.model import load

app = FastAPI()
model = load("models/forecast-v3.safetensors")


@app.post("/forecast")
def forecast(readings: list[float]) -> list[float]:
    return model.predict(weekly(readings))
