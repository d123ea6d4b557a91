using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <summary>What is to be returned, as typed, and the figures that the review showed.</summary>
/// <param name="Quantity">Empty: all of it.</param>
/// <param name="Shown">See <see cref="ShownFigure"/>; empty before the first review.</param>
internal sealed record ReturnForm(
    string Form, string Customer, string Reservation, string Quantity, string Reason, string Shown) : ChangeForm(Form)
{
    public const string Act = "return";
    public const int LongestReason = 500;
    private const int Most = 100_000;

    public override IEnumerable<string> Sealed => [Act, Customer, Reservation, Quantity, Reason, Shown];

    public override (string Name, string? Value)[] Data =>
    [
        ("act", Act),
        ("customer", Customer),
        ("reservation", Reservation),
        ("quantity", Quantity),
        ("reason", Reason),
        ("shown", Shown),
    ];

    public override IReadOnlyDictionary<string, string?> Told => Data.ToDictionary(one => one.Name, one => one.Value);

    public static ReturnForm Read(FormInput input) => new(
        input.Form, input["customer"], input["reservation"], input["quantity"], input["reason"], input["shown"]);

    /// <summary>How many; null for all, or where it is no number.</summary>
    public int? Number => Whole(Quantity);

    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (Reservation.Length == 0)
            errors["reservation"] = Resources.ReservationReturnText.ReservationMissing;
        if (Quantity.Length > 0 && Number is null)
            errors["quantity"] = Resources.ReservationReturnText.QuantityWrong;
        if (Reason.Length is 0 or > LongestReason)
            errors["reason"] = Resources.ReservationReturnText.ReasonMissing;
        return errors;
    }

    internal static int? Whole(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most ? number : null;
}

/// <summary>
/// The figure of a quote that a review showed, as its button carries it under the seal: amount, currency and when it was quoted. The
/// quote's session is never on a card.
/// </summary>
internal sealed record ShownFigure(Money Amount, DateTimeOffset At)
{
    public string Write() => string.Create(CultureInfo.InvariantCulture, $"{Amount.Amount} {Amount.Currency} {At.ToUnixTimeSeconds()}");

    public static ShownFigure? Read(string text) =>
        text.Split(' ') is [var amount, var currency, var at]
        && decimal.TryParse(amount, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 100_000_000_000
            ? new ShownFigure(new Money(value, currency), DateTimeOffset.FromUnixTimeSeconds(seconds))
            : null;
}

/// <summary>The live facts of a return, each read now and by id.</summary>
internal sealed record ReturnReview(
    ReturnForm Form,
    Probe<CustomerRelation> Relation,
    Probe<Holdings> Holdings,
    Probe<RefundQuote>? Quote,
    Probe<IReadOnlyList<Person>> Approvers) : ChangeReview<ReturnForm>(Form)
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>What is to be returned; null where it is none of the customer's, or could not be read.</summary>
    public Holding? Holding { get; init; }

    /// <summary>Units to be returned.</summary>
    public int Quantity { get; init; }

    public override Refusal? TryAgain =>
        Relation.Transient ?? Holdings.Transient ?? Quote?.Transient ?? Approvers.Transient
        ?? (Holding is null && Holdings.Value is { Gaps: [var gap, ..] } && gap.Fault.IsTransient ? Refusal.From(gap.Fault) : null);

    /// <summary>What is compared: all that the return is worth, or the money where the service tells no sum.</summary>
    public ShownFigure? Figure => (Quote?.Value?.Cancelled ?? Quote?.Value?.Refund) is { } amount ? new ShownFigure(amount, Now) : null;

    /// <summary>Since the review that the requester saw it became worse.</summary>
    public bool IsWorseThanShown => ShownFigure.Read(Form.Shown) is { } shown && Figure is { } now
        && Quotes.OfGain(shown.Amount, now.Amount, Quotes.Allowance(shown.Amount, shown.At, Now, Holding?.ExpiresAt))
            is QuoteShift.Worse or QuoteShift.Unlike;
}
