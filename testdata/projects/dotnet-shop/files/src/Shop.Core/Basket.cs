namespace Shop.Core;

public record Basket(int Id)
{
    public decimal Total { get; init; }
}
