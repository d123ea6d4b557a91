using System.Text.Json.Serialization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What approvers see of a customer: what it may still spend and what it holds, as read when the request was made.</summary>
internal sealed record CustomerStanding
{
    private const int Named = 4;

    /// <summary>Null where it could not be read.</summary>
    public UsageBudget? Budget { get; init; }

    /// <summary>Why not.</summary>
    public Refusal? BudgetUnread { get; init; }

    /// <summary>What runs, soonest to end first; null where it could not be read.</summary>
    public IReadOnlyList<HeldLine>? Holds { get; init; }

    /// <summary>How many run in all.</summary>
    public int HoldsAll { get; init; }

    /// <summary>Why nothing, or not all, of it could be read.</summary>
    public Refusal? HoldsUnread { get; init; }

    /// <summary>Both at once; neither's fault is the other's.</summary>
    public static async Task<CustomerStanding> ReadAsync(AzureOperations azure, string customer, DateTimeOffset now, DialogTurn turn)
    {
        var budget = turn.ProbeAsync(token => azure.ReadUsageBudgetAsync(customer, token), CancellationToken.None);
        var held = turn.ProbeAsync(token => azure.ListHoldingsAsync(customer, token), CancellationToken.None);
        return Of(await budget, await held, now);
    }

    /// <summary>From what was found. Pure.</summary>
    public static CustomerStanding Of(Probe<UsageBudget> budget, Probe<Holdings> held, DateTimeOffset now)
    {
        var runs = held.Value?.All.Where(holding => holding.PhaseAt(now) is HoldingPhase.Active or HoldingPhase.Pending).ToList();
        var gap = held.Fault ?? (held.Value?.Gaps is [var first, ..] ? first.Fault : null);
        return new CustomerStanding
        {
            Budget = budget.Value,
            BudgetUnread = budget.Fault is { } fault ? Refusal.From(fault) : null,
            Holds = runs is null ? null : [.. runs.Take(Named).Select(HeldLine.Of)],
            HoldsAll = runs?.Count ?? 0,
            HoldsUnread = gap is null ? null : Refusal.From(gap),
        };
    }

    /// <summary>Name and value for the approver's card.</summary>
    public IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[ReservationsText.StandingBudget], Budget is { } budget ? Left(budget, texts) : Unread(BudgetUnread, texts)),
        (texts[ReservationsText.StandingHolds], Held(texts)),
    ];

    private static string Left(UsageBudget budget, Texts texts)
    {
        var until = budget.Until is { } end ? texts.Day(end) : "?";
        return (budget.Budget, budget.Used) switch
        {
            ({ } all, { } used) => texts[
                used.Amount > all.Amount ? ReservationsText.StandingOver : ReservationsText.StandingLeft,
                PurchaseCards.Amount(texts, all with { Amount = Math.Abs(all.Amount - used.Amount) }),
                PurchaseCards.Amount(texts, all),
                until],
            ({ } all, null) => texts[ReservationsText.StandingUnused, PurchaseCards.Amount(texts, all), until],
            (null, { } used) => texts[ReservationsText.StandingNoBudget, PurchaseCards.Amount(texts, used), until],
            _ => texts[ReservationsText.StandingNoBudgetAtAll],
        };
    }

    private string Held(Texts texts)
    {
        if (Holds is null)
            return Unread(HoldsUnread, texts);
        var lines = Holds.Select(line => line.Words(texts)).ToList();
        if (lines.Count == 0)
            lines.Add(texts[ReservationsText.StandingNothing]);
        if (HoldsAll > Holds.Count)
            lines.Add(texts[ReservationsText.StandingMore, HoldsAll - Holds.Count]);
        if (HoldsUnread is not null)
            lines.Add(texts[ReservationsText.StandingPart, Sentences.What(HoldsUnread, texts)]);
        return string.Join("\n\n", lines);
    }

    private static string Unread(Refusal? why, Texts texts) =>
        texts[ReservationsText.StandingUnread, why is null ? "?" : Sentences.What(why, texts)];
}

/// <summary>One thing that a customer holds, as much of it as its words need.</summary>
internal sealed record HeldLine(
    [property: JsonConverter(typeof(JsonStringEnumConverter<HoldingKind>))] HoldingKind Kind, string Name, int Quantity)
{
    public string Resource { get; init; } = "";

    public string Sku { get; init; } = "";

    public string? Location { get; init; }

    public Money? Hourly { get; init; }

    public DateTimeOffset? Ends { get; init; }

    public static HeldLine Of(Holding holding) => new(holding.Kind, holding.Name, holding.Quantity)
    {
        Resource = holding.Resource,
        Sku = holding.Sku,
        Location = holding.Location,
        Hourly = holding.Hourly,
        Ends = holding.ExpiresAt,
    };

    public string Words(Texts texts)
    {
        var product = Kind == HoldingKind.Reservation
            ? ProductWords.Reserved(texts, Resource, Sku, Location, Name)
            : ProductWords.Named(texts, Name);
        var many = Hourly is { } hourly
            ? texts[ReservationsText.Hourly, PurchaseCards.Amount(texts, hourly)]
            : texts[ReservationsText.Times, ProductWords.Number(texts, Quantity)];
        return Ends is { } end
            ? texts[ReservationsText.StandingLine, many, product, texts.Day(end)]
            : texts[ReservationsText.StandingLineOpen, many, product];
    }
}
