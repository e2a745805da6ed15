using Shop.Core;

var app = WebApplication.CreateBuilder(args).Build();
app.MapGet("/basket/{id:int}", (int id) => new Basket(id));
app.Run();
