using CspBot.Cloud;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Turns the renewal of a reservation on or off, or changes its scope or name: one of the three.</summary>
/// <remarks>
/// A PATCH may be repeated, and what stands is read back before and after it. Renewal off, scope and name bind nobody to anything;
/// renewal on binds the customer to its successor's price, so that it is priced again before it is turned on.
/// </remarks>
internal sealed record ChangeReservationOperation : ReservationOperation
{
    private static readonly TimeSpan ShownAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan WrittenAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    public required ReservationTarget Target { get; init; }

    public string? Name { get; init; }

    public ScopeTarget? Scope { get; init; }

    /// <summary>Name of what the wanted scope covers.</summary>
    public string ScopeName { get; init; } = "";

    public bool? Renews { get; init; }

    /// <summary>What it was: the name, the kind of scope, or <c>true</c> or <c>false</c> for the renewal.</summary>
    public string Before { get; init; } = "";

    /// <summary>Name of what the scope covered.</summary>
    public string BeforeName { get; init; } = "";

    /// <summary>What the successor would have cost when it was asked for, in billing currency.</summary>
    public Money? Price { get; init; }

    /// <summary>The same in the currency that Microsoft counts in.</summary>
    public Money? Pricing { get; init; }

    public override bool NeedsNobody => Renews != true;

    public override CommittedAmount? Commits =>
        Renews == true ? new CommittedAmount(Price, Pricing) : null;

    public override string Lane => "reservation-order:" + Target.OrderId.ToLowerInvariant();

    public override IReadOnlyList<string> Steps { get; } = ["check", "change", "confirm"];

    public override string StepText(string step) => "ReservationManage.Step." + step;

    /// <summary>A price that fell since it was approved.</summary>
    public override string? StepRemark(RequestStep step, Texts texts) => step is { Name: "check", Remark: { } price }
        ? texts[ReservationManageText.PriceFell, Quotes.Told(texts, price)]
        : base.StepRemark(step, texts);

    public override string Title(Texts texts) => texts[
        Renews == true ? ReservationManageText.Title_renewOn
        : Renews == false ? ReservationManageText.Title_renewOff
        : Scope is not null ? ReservationManageText.Title_scope
        : ReservationManageText.Title_name,
        Target.Product(texts),
        CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[ReservationManageText.Reservation], Target.Product(texts)),
        Changed(texts),
        (texts[ReservationManageText.Price], Price is null ? "" : PurchaseCards.Amount(texts, Price)),
        (texts[ReservationManageText.Binds], Renews == true ? texts[ReservationManageText.BindsIs] : ""),
        (texts[ReservationManageText.Reason], Reason),
    ];

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        if (await Target.FindAsync(run.Azure, CustomerId, ct) is not { } now)
            return Refused("ReservationManage.Gone", CustomerName);
        if (!now.RunsAt(run.Time.GetUtcNow()))
            return Refused("ReservationManage.NotRunning", Target.Product(Texts.For(run.Request.Language)));
        var isDone = Wanted(now).IsDone(now);
        return step switch
        {
            "check" => isDone ? new StepResult.Done() : await CheckAsync(run, now, ct),
            "change" => isDone ? SoAlready(run) : await ChangeAsync(run, now, ct),
            _ => isDone ? new StepResult.Done() : await WaitAsync(run, now, ct),
        };
    }

    private async Task<StepResult> CheckAsync(OperationRun run, Reservation now, CancellationToken ct)
    {
        if (Renews == true)
            return await PriceAsync(run, now, ct);
        if (Scope is { Id: { } id, Type: not "ManagementGroup" }
            && await run.Azure.IsScopeValidAsync(CustomerId, Target.Benefit(), id, ct) != true)
            return Refused("ReservationManage.ScopeInvalid", ScopeName);
        return new StepResult.Done();
    }

    /// <summary>Worse than what was approved is refused with both figures; better goes through and says so.</summary>
    private async Task<StepResult> PriceAsync(OperationRun run, Reservation now, CancellationToken ct)
    {
        var quote = await run.Azure.CalculatePriceAsync(CustomerId, Successors.Of(now), ct);
        if (quote.Total is not { } price || Price is not { } approved || price.Currency != approved.Currency)
            return Refused("ReservationManage.NoPrice");
        return price.Amount > approved.Amount ? Refused("ReservationManage.PriceRose", Quotes.Plain(approved), Quotes.Plain(price))
            : new StepResult.Done(Remark: price.Amount < approved.Amount ? Quotes.Plain(price) : null);
    }

    /// <summary>Written once more than needed does no harm; the service may then say that it is so already.</summary>
    private async Task<StepResult> ChangeAsync(OperationRun run, Reservation now, CancellationToken ct)
    {
        try
        {
            return new StepResult.Done(await run.Azure.ChangeReservationAsync(CustomerId, Target.Benefit(), Wanted(now), ct));
        }
        catch (CloudFault fault) when (fault.Code is "PatchValuesSameAsExisting" or "AppliedScopesSameAsExisting")
        {
            return SoAlready(run);
        }
    }

    /// <summary>By an earlier try, or by somebody else.</summary>
    private static StepResult.Done SoAlready(OperationRun run) => new() { HasWritten = run.Request.NextStep is { Tries: > 1 } };

    /// <summary>
    /// Azure may take a while to show it. What does not show after a minute was perhaps never written: it is written again.
    /// </summary>
    private async Task<StepResult> WaitAsync(OperationRun run, Reservation now, CancellationToken ct)
    {
        var waited = run.Time.GetUtcNow() - (run.Request.Steps[1].At ?? run.Request.CreatedAt);
        if (waited > Patience)
            return new StepResult.Refused(new Refusal("ReservationManage.NotVisible") { CanBeMended = true });
        if (waited > WrittenAgainAfter)
            await ChangeAsync(run, now, ct);
        return new StepResult.NotYet(waited > WrittenAgainAfter ? WrittenAgainAfter : ShownAfter);
    }

    private ReservationChange Wanted(Reservation now) => new()
    {
        Name = Name,
        Scope = Scope,
        Renews = Renews,
        Successor = Renews == true ? Successors.Of(now) : null,
    };

    private (string Name, string Value) Changed(Texts texts) =>
        Renews is { } renews
            ? (texts[ReservationManageText.Renew], ManageCards.Change(texts, Word(texts, Before == "true"), Word(texts, renews)))
        : Scope is { } scope
            ? (texts[ReservationsText.Scope],
                ManageCards.Change(texts, ManageCards.Scope(texts, Before, BeforeName), ManageCards.Scope(texts, scope.Type, ScopeName)))
        : (texts[ReservationManageText.NewName], ManageCards.Change(texts, ManageCards.Breakable(Before), Name ?? ""));

    private static string Word(Texts texts, bool renews) =>
        texts[renews ? ReservationManageText.RenewOn : ReservationManageText.RenewOff];

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));
}
