using System.Text.Json;
using CspBot.Cloud;

namespace CspBot.Portfolio;

/// <summary>One thing that a customer holds, as last seen.</summary>
/// <param name="Customer">The customer's tenant, lower case.</param>
/// <param name="CustomerName">As the list of customers names it.</param>
/// <param name="Holding">What it is.</param>
/// <param name="Commitment">Over the whole term, as an answer told it; null where none did.</param>
/// <param name="SeenAt">When it was read.</param>
internal sealed record KnownHolding(string Customer, string CustomerName, Holding Holding, Money? Commitment, DateTimeOffset SeenAt)
{
    /// <summary>The reservation's or plan's own id; the order's where Azure does not show it.</summary>
    public string Id => Holding.Id.Length > 0 ? Holding.Id : Holding.OrderId;
}

/// <summary>A customer where something could not be read.</summary>
/// <param name="Fault">Name of the <see cref="CloudReason"/>, or <c>IsBlind</c> where Azure answers and shows nothing.</param>
/// <param name="LookedAt">The last look that saw something; null for none.</param>
internal sealed record UnreadCustomer(Customer Customer, string Fault, DateTimeOffset? LookedAt);

/// <summary>The lists over all customers.</summary>
internal enum PortfolioList
{
    /// <summary>Ends within <see cref="PortfolioTable.EndsWithin"/>.</summary>
    Ends,

    /// <summary>Used less than the setting says.</summary>
    Badly,

    /// <summary>Renews by itself into something that is no longer sold.</summary>
    Gone,
}

/// <summary>What is known over all customers, and how old that is.</summary>
/// <param name="Ends">Length of the first list, and so on.</param>
/// <param name="Holders">Customers that hold something.</param>
/// <param name="Newest">The last look at one of those that hold something; null before the first.</param>
/// <param name="Oldest">The look that is longest ago.</param>
/// <param name="NotLookedAt">Customers that nobody looked at yet; null while the list of customers is not there.</param>
/// <param name="Unread">Customers where something could not be read.</param>
internal sealed record PortfolioOverview(
    int Ends, int Badly, int Gone, int Holders, DateTimeOffset? Newest, DateTimeOffset? Oldest, int? NotLookedAt, int Unread)
{
    public int Count(PortfolioList which) => which switch
    {
        PortfolioList.Ends => Ends,
        PortfolioList.Badly => Badly,
        _ => Gone,
    };
}

/// <summary>JSON of what is stored about a holding.</summary>
internal static class HoldingJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    public static string Write(Holding holding) => JsonSerializer.Serialize(holding, Options);

    /// <summary>Null where this version cannot read it: the next look writes it anew.</summary>
    public static Holding? Read(string document)
    {
        try
        {
            return JsonSerializer.Deserialize<Holding>(document, Options) is { Name: not null, OrderId: not null, Id: not null } read
                ? read
                : null;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}
