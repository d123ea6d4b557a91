using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>The services' refusals of a purchase as ours, and prices in words.</summary>
internal static class BuyWords
{
    /// <summary>CartErrorCode by number (partner-center §1.8); on the wire they come as words too.</summary>
    private static readonly Dictionary<string, string> Numbers = new()
    {
        ["10000"] = "CurrencyIsNotSupported",
        ["10001"] = "CatalogItemIdIsNotValid",
        ["10002"] = "QuotaNotAvailable",
        ["10003"] = "InventoryNotAvailable",
        ["10004"] = "ParticipantsIsNotSupportedForPartner",
        ["10006"] = "UnableToProcessCartLineItem",
        ["10007"] = "SubscriptionIsNotValid",
        ["10008"] = "SubscriptionIsNotEnabledForRI",
        ["10009"] = "SandboxLimitExceeded",
        ["10010"] = "InvalidInput",
        ["10011"] = "SubscriptionNotRegistered",
        ["10013"] = "BillingPlanNotSupported",
    };

    /// <summary>Why a line of a cart cannot be bought.</summary>
    public static Refusal Line(CartProblem problem) => new("ReservationBuy.Line." + Name(problem.Code), problem.Words)
    {
        Code = problem.Code,
        CanBeMended = true,
    };

    /// <summary>A fault whose code has a sentence of its own here; null for all others.</summary>
    public static Refusal? Of(CloudFault fault) => fault.Code switch
    {
        "800013" => Coded("ReservationBuy.NotEnabled", fault),
        "800030" => Coded("ReservationBuy.NotRegistered", fault),
        "800010" => Coded("ReservationBuy.Line.InventoryNotAvailable", fault),
        "CalculatePriceFailed" or "UnsupportedReservationTerm" => Coded("ReservationBuy.NoPrice", fault),
        "RiskCheckFailed" or "800069" or "800073" or "800074" => Coded("ReservationBuy.RiskCheck", fault),
        "NotSupportedCountry" => Coded("ReservationBuy.Country", fault),
        "FulfillmentOutOfStockError" => Coded("ReservationBuy.Line.InventoryNotAvailable", fault),
        _ => null,
    };

    /// <summary>The price of now against the one that was shown or approved: only a higher one, or none to compare, is a no.</summary>
    public static Refusal? Judge(PriceQuote now, Money? approved) => now switch
    {
        { IsPartners: false } => new Refusal("ReservationBuy.NotPartnerBilled"),
        { Total: null } => new Refusal("ReservationBuy.NoPrice", ""),
        { Total: { } total } when approved is not null && (total.Currency != approved.Currency || total.Amount > approved.Amount) =>
            new Refusal("ReservationBuy.PriceRose", Quotes.Plain(approved), Quotes.Plain(total)),
        _ => null,
    };

    /// <summary>When how much is due.</summary>
    public static string Payments(Texts texts, int count, Money total) => count <= 1
        ? texts[ReservationBuyText.PaidAtOnce]
        : texts[
            ReservationBuyText.PaidMonthly,
            count,
            UsageWords.Amount(texts, total with { Amount = Math.Round(total.Amount / count, 2) })];

    private static Refusal Coded(string reason, CloudFault fault) =>
        new(reason, fault.Words ?? "") { Code = fault.Code, CorrelationId = fault.RequestId, CanBeMended = true };

    private static string Name(string code)
    {
        var plain = code.Replace("_", "", StringComparison.Ordinal);
        return Numbers.GetValueOrDefault(plain)
            ?? Numbers.Values.FirstOrDefault(name => name.Equals(plain, StringComparison.OrdinalIgnoreCase))
            ?? "Unknown";
    }
}
