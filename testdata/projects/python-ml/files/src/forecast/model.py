from safetensors.torch import load_file


class Model:
    def __init__(self, weights: dict[str, object]) -> None:
        self.weights = weights

    def predict(self, week: list[list[float]]) -> list[float]:
        return [sum(day) / len(day) for day in week]


def load(path: str) -> Model:
    return Model(load_file(path))
