using System.Globalization;
using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>
/// Exchanges reservations for others, or trades them in for a savings plan, on a quote that is taken again at execution. What is bought
/// is named after the request: so it can be found again when an answer is lost.
/// </summary>
/// <remarks>Wire and rules: azure §7, november-2026 §B 2, partner-center §10.</remarks>
internal sealed partial record ExchangeOperation : ReservationOperation
{
    private const string CalculationNote = "calculation";
    private const string BeforeNote = "before";
    private const string WorkNote = "work";

    private static readonly TimeSpan ShownAfter = TimeSpan.FromHours(1);

    public required IReadOnlyList<HeldReservation> Returns { get; init; }

    /// <summary>To be bought; none in a trade-in.</summary>
    public IReadOnlyList<ReservationPurchase> Reservations { get; init; } = [];

    /// <summary>To be bought in a trade-in.</summary>
    public IReadOnlyList<SavingsPlanPurchase> Plans { get; init; } = [];

    /// <summary>Approved, in billing currency: what is given back, …</summary>
    public required Money Refunds { get; init; }

    /// <summary>… what the purchases cost over their whole term, …</summary>
    public required Money Purchases { get; init; }

    /// <summary>… and what is left to be paid.</summary>
    public required Money Net { get; init; }

    public required DateTimeOffset QuotedAt { get; init; }

    public override CommittedAmount Commits => new(Purchases, null);

    public override string PreapprovedAs => PreapprovalKind.ReservationExchange;

    public override IReadOnlyList<string> Steps { get; } = ["quote", "exchange", "watch", "confirm"];

    public override string StepText(string step) => "ReservationExchange.Step." + step;

    public override string? StepRemark(RequestStep step, Texts texts) => QuoteRemark.Say(step.Remark, texts);

    public override string Title(Texts texts) => texts[
        Plans.Count > 0 ? ReservationExchangeText.TitleTradeIn : ReservationExchangeText.Title,
        Returns.Count == 1 ? Returns[0].Times(texts) : texts[ReservationExchangeText.Several, Returns.Count],
        ExchangeWords.Bought(texts, Reservations, Plans)];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[ReservationExchangeText.GivenBack], ExchangeWords.Listed(texts, Returns.Select(one => one.Times(texts)))),
        (texts[ReservationExchangeText.Bought], ExchangeWords.Bought(texts, Reservations, Plans)),
        (texts[ReservationExchangeText.Refunds], UsageWords.Amount(texts, Refunds)),
        (texts[ReservationExchangeText.Purchases], UsageWords.Amount(texts, Purchases)),
        (texts[ReservationExchangeText.Net], UsageWords.Amount(texts, Net)),
        (texts[ReservationReturnText.QuotedAt], texts.Time(QuotedAt)),
        (texts[ReservationReturnText.Final], texts[
            Plans.Count > 0 ? ReservationExchangeText.FinalPlan : ReservationExchangeText.FinalIs]),
        (texts[ReservationReturnText.Reason], Reason),
    ];

    public override bool IsUnderWay(Request request) => SentOnce.IsOpen(request, "exchange");

    public override HeldRight? Holds(Request done) => SentOnce.Holds(done, "exchange");

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        "quote" => await SentOnce.OtherAsync(run) ?? await QuoteAsync(run, ct),
        "exchange" => await SentOnce.OtherAsync(run) ?? await ExchangeAsync(run, ct),
        "watch" => await WatchAsync(run, ct),
        _ => await ConfirmAsync(run, ct),
    };

    /// <summary>A calculation is asked for once and then looked for at its address, also after a restart.</summary>
    private async Task<StepResult> QuoteAsync(OperationRun run, CancellationToken ct)
    {
        try
        {
            if (run.Note(CalculationNote) is { Length: > 0 } address)
                return await ReadAsync(run, await run.Azure.ReadExchangeAsync(CustomerId, address, ct), ct);
            if (!(await run.Azure.GetCustomerAsync(CustomerId, ct)).IsReseller)
                return Refused("ReservationReturn.NotReseller", CustomerName);
            return await ReadAsync(run, await run.Azure.CalculateExchangeAsync(CustomerId, Wish(run), ct), ct);
        }
        catch (CloudFault fault) when (fault.Reason == CloudReason.NotFound && run.Note(CalculationNote) is { Length: > 0 })
        {
            // Azure forgot the calculation: nothing came of it, and another is no harm.
            return Later(TimeSpan.FromSeconds(1), (CalculationNote, ""));
        }
        catch (CloudFault fault) when (PolicyWords.Of(fault) is { } refusal)
        {
            return new StepResult.Refused(refusal);
        }
    }

    private async Task<StepResult> ReadAsync(OperationRun run, ExchangeAnswer answer, CancellationToken ct)
    {
        switch (answer)
        {
            case ExchangeAnswer.Computing computing:
                return Later(computing.Wait, (CalculationNote, computing.Address));
            case ExchangeAnswer.Refused refused:
                await run.KeepAsync((CalculationNote, ""));
                return new StepResult.Refused(ExchangeWords.Of(refused));
            case ExchangeAnswer.Quoted { Quote.Problems: [var problem, ..] }:
                await run.KeepAsync((CalculationNote, ""));
                return new StepResult.Refused(PolicyWords.Of(problem));
            default:
                return await CompareAsync(run, ((ExchangeAnswer.Quoted)answer).Quote, ct);
        }
    }

    private async Task<StepResult> CompareAsync(OperationRun run, ExchangeQuote quote, CancellationToken ct)
    {
        var now = run.Time.GetUtcNow();
        var shift = Quotes.OfCost(
            Net, quote.NetPayable, Quotes.Allowance(Refunds, QuotedAt, now, Returns.Select(one => one.ExpiresAt).Min()));
        if (shift is QuoteShift.Worse or QuoteShift.Unlike || quote.SessionId.Length == 0)
        {
            await run.KeepAsync((CalculationNote, ""));
            return Refused("ReservationExchange.Worse", Quotes.Plain(Net), Quotes.Plain(quote.NetPayable));
        }

        var before = new List<string>();
        foreach (var order in Returns.Select(one => one.OrderId).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var held = await run.Azure.CountHeldAsync(CustomerId, order, ct);
            before.Add(string.Create(CultureInfo.InvariantCulture, $"{order}={held}"));
        }

        return new StepResult.Done(
            null,
            ActedQuote.Notes(quote.SessionId, now, (CalculationNote, ""), (BeforeNote, string.Join(';', before))),
            QuoteRemark.Of(shift, quote.NetPayable!, Net));
    }

    private async Task<StepResult> ExchangeAsync(OperationRun run, CancellationToken ct)
    {
        (run, var instead) = await ActedQuote.FreshAsync(run, stale => QuoteAsync(stale, ct));
        if (instead is not null)
            return instead;
        return await SentOnce.RunAsync(run, new Sending(() => LookAsync(run, ct), latest => SendAsync(latest, ct), ActedQuote.RefusedAsync)
        {
            ChangedMeanwhile = new Refusal("ReservationReturn.ChangedMeanwhile", CustomerName),
            Unknown = new Refusal("ReservationReturn.Unknown", CustomerName),
            NotTaken = new Refusal("ReservationReturn.NotTaken", CustomerName) { CanBeMended = true },
            Settles = TimeSpan.FromMinutes(10),
        });
    }

    private async Task<StepResult> SendAsync(OperationRun run, CancellationToken ct)
    {
        var work = await run.Azure.ExchangeReservationsAsync(CustomerId, ActedQuote.Session(run), ct);
        return work switch
        {
            ExchangeWork.Going going => new StepResult.Done(
                going.Receipt, new Dictionary<string, string> { [WorkNote] = going.Address ?? "" }),
            ExchangeWork.Done done => Told(done),
            _ => Ended((ExchangeWork.Ended)work),
        };
    }

    /// <summary>At the service's own address, as long as it takes; without one what Azure shows is all there is.</summary>
    private async Task<StepResult> WatchAsync(OperationRun run, CancellationToken ct)
    {
        if (run.Note(WorkNote) is not { Length: > 0 } address)
            return new StepResult.Done();
        try
        {
            var work = await run.Azure.ReadExchangeWorkAsync(CustomerId, address, ct);
            return work switch
            {
                ExchangeWork.Going going => Later(going.Wait, (WorkNote, going.Address ?? address)),
                ExchangeWork.Done done => Told(done),
                _ when await LookAsync(run, ct) != Seen.Unchanged => Refused("ReservationExchange.EndedPartly", CustomerName),
                _ => Ended((ExchangeWork.Ended)work),
            };
        }
        catch (CloudFault fault) when (fault.Reason == CloudReason.NotFound)
        {
            return new StepResult.Done();
        }
    }

    private async Task<StepResult> ConfirmAsync(OperationRun run, CancellationToken ct)
    {
        var found = await FindBoughtAsync(run, ct);
        if (await LookAsync(run, found.Count, ct) == Seen.Done)
            return new StepResult.Done(Remark: null) { Orders = found };
        var began = run.Request.Steps.Single(step => step.Name == "exchange").At ?? run.Request.CreatedAt;
        return run.Time.GetUtcNow() - began < ShownAfter
            ? new StepResult.NotYet(TimeSpan.FromSeconds(10))
            : new StepResult.Refused(new Refusal("ReservationReturn.NotShown", CustomerName) { CanBeMended = true });
    }

    private static StepResult.Refused Ended(ExchangeWork.Ended ended) => Refused(
        "ReservationExchange.Ended", ended.Status, ended.Message, ended.Code.Length > 0 ? ended.Code : ended.Status);

    private static StepResult.NotYet Later(TimeSpan after, params (string Name, string Value)[] notes) =>
        new(after) { Notes = notes.ToDictionary(note => note.Name, note => note.Value) };

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));
}
