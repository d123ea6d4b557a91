using CspBot.Cloud;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <summary>What Azure says against a return or an exchange, in our words: its codes are those of Capacity's list (azure §7.3).</summary>
internal static class PolicyWords
{
    private static readonly string[] Known =
    [
        "RefundLimitExceeded",
        "SelfServiceRefundNotSupported",
        "InvalidRefundQuantity",
        "OperationCannotBePerformedInCurrentState",
        "InvalidReservationId",
        "ReservationOrderNotFound",
        "ReservationIdNotInReservationOrder",
        "PurchaseError",
        "CalculatePriceFailed",
        "UnsupportedReservationTerm",
        "NotSupportedCountry",
        "FulfillmentOutOfStockError",
        "RiskCheckFailed",
    ];

    /// <summary>A code that has no sentence here is told in the service's own words.</summary>
    public static Refusal Of(RefundProblem problem) =>
        new(
            Known.Contains(problem.Code) ? "ReservationReturn.Problem." + problem.Code : "ReservationReturn.Objection",
            problem.Message,
            problem.Code);

    /// <summary>
    /// Room is told in numbers where the quote has them, and it is the commitment that counts, not the money (november-2026 §B 3).
    /// </summary>
    public static Refusal Of(RefundProblem problem, RefundQuote quote)
    {
        if (problem.Code != "RefundLimitExceeded"
            || quote is not { Cancelled: { } cancelled, Consumed: { } used, Limit: { } limit }
            || cancelled.Currency != limit.Currency
            || used.Currency != limit.Currency)
            return Of(problem);
        var room = limit with { Amount = Math.Max(0, limit.Amount - used.Amount) };
        return new Refusal(
            "ReservationReturn.RoomTooSmall",
            Quotes.Plain(cancelled),
            Quotes.Plain(room),
            Quotes.Plain(cancelled with { Amount = cancelled.Amount - room.Amount }),
            Quotes.Plain(limit));
    }

    /// <summary>A call that was refused; null where our own words for faults say it better.</summary>
    public static Refusal? Of(CloudFault fault) => fault switch
    {
        { Api: "arm", Reason: CloudReason.NoRightOnSubscription } => new Refusal("ReservationReturn.NoRight")
        {
            Code = fault.Code,
            CorrelationId = fault.RequestId,
        },
        { Api: "arm", IsTransient: false, Code: { } code } when Known.Contains(code) => Of(new RefundProblem(code, fault.Words ?? "")),
        _ => null,
    };
}
