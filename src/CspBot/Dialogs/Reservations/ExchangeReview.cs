using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;

namespace CspBot.Dialogs.Reservations;

/// <summary>The live facts of an exchange, each read now and by id.</summary>
internal sealed record ExchangeReview(
    ExchangeForm Form, Probe<CustomerRelation> Relation, Probe<Holdings> Holdings, Probe<IReadOnlyList<Person>> Approvers)
    : ChangeReview<ExchangeForm>(Form)
{
    public required PlanRules Rules { get; init; }

    /// <summary>Those of the customer's that are given back; null for a key that is none.</summary>
    public IReadOnlyList<(string Key, Holding? Holding)> Sources { get; init; } = [];

    /// <summary>Who pays, and what it is for: as the first of those given back.</summary>
    public Probe<BenefitScope>? Scope { get; init; }

    /// <summary>The worth of what is given back could not be summed up: a savings plan of the same value is not known.</summary>
    public CloudFault? WorthFault { get; init; }

    /// <summary>The calculation; null where there was nothing to ask.</summary>
    public AskedQuote? Asked { get; init; }

    public DateTimeOffset Now => Rules.Now;

    public ExchangeQuote? Quote => Asked?.Kept?.Quote;

    public override Refusal? TryAgain =>
        Relation.Transient ?? Holdings.Transient ?? Approvers.Transient ?? Scope?.Transient
        ?? (new[] { WorthFault, Asked?.Fault }.OfType<CloudFault>().FirstOrDefault(one => one.IsTransient) is { } fault
            ? Refusal.From(fault)
            : Asked?.IsComputing == true ? new Refusal("ReservationExchange.Computing") { IsTransient = true }
            : null);

    public ShownFigure? Figure => Quote?.NetPayable is { } net ? new ShownFigure(net, Asked!.Kept!.At) : null;

    /// <summary>The first that ends; what is given back falls fastest there.</summary>
    public DateTimeOffset? Ends => Sources.Select(source => source.Holding?.ExpiresAt).Min();

    public bool IsWorseThanShown => ShownFigure.Read(Form["shown"]) is { } shown && Figure is { } now
        && Quotes.OfCost(
            shown.Amount,
            now.Amount,
            Quotes.Allowance(Quote!.Refunds ?? new Money(0, shown.Amount.Currency), shown.At, Now, Ends))
            is QuoteShift.Worse or QuoteShift.Unlike;

    /// <summary>How many of a source are given back.</summary>
    public int Returned(Holding holding) => Sources.Count == 1 && Form.Returned is { } some ? some : holding.Quantity;
}
