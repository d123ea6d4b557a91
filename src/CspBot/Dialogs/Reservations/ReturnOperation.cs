using System.Globalization;
using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Returns a reservation, or a part of it, on a quote that is taken again at execution. It cannot be undone.</summary>
/// <remarks>Wire and rules: azure §7, november-2026 §B 3, partner-center §10.</remarks>
internal sealed record ReturnOperation : ReservationOperation
{
    private const string BeforeNote = "before";

    private static readonly TimeSpan Shown = TimeSpan.FromHours(1);

    public required HeldReservation Held { get; init; }

    /// <summary>What was approved to be given back, in billing currency.</summary>
    public required Money Refund { get; init; }

    /// <summary>Money and payments that fall away: what counts against the ceiling. Null where the service told no sum.</summary>
    public Money? Cancelled { get; init; }

    /// <summary>What is left of the ceiling before it; null where the service did not tell.</summary>
    public Money? Room { get; init; }

    public required DateTimeOffset QuotedAt { get; init; }

    /// <summary>
    /// It cannot be undone, so that what it ends is weighed as what a purchase begins. Money and payments in two currencies make no sum:
    /// then nobody told the amount.
    /// </summary>
    public override CommittedAmount Commits => new(Cancelled, null);

    public override string PreapprovedAs => PreapprovalKind.ReservationReturn;

    public override IReadOnlyList<string> Steps { get; } = ["quote", "return", "confirm"];

    public override string StepText(string step) => "ReservationReturn.Step." + step;

    public override string? StepRemark(RequestStep step, Texts texts) => QuoteRemark.Say(step.Remark, texts);

    public override string Title(Texts texts) => texts[ReservationReturnText.Title, Held.Times(texts)];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[ReservationReturnText.Reservation], Held.Product(texts)),
        (texts[ReservationReturnText.Quantity], texts[ReservationReturnText.QuantityOf, Held.Returned, Held.Quantity]),
        (texts[ReservationReturnText.GivesBack], UsageWords.Amount(texts, Refund)),
        (texts[ReservationReturnText.Cancels],
            Cancelled is null ? texts[ReservationReturnText.NotTold] : UsageWords.Amount(texts, Cancelled)),
        (texts[ReservationReturnText.RoomAfter], ReturnWords.RoomAfter(texts, Room, Cancelled)),
        (texts[ReservationReturnText.QuotedAt], texts.Time(QuotedAt)),
        (texts[ReservationReturnText.Final], texts[ReservationReturnText.FinalIs]),
        (texts[ReservationReturnText.Reason], Reason),
    ];

    public override bool IsUnderWay(Request request) => SentOnce.IsOpen(request, "return");

    public override HeldRight? Holds(Request done) => SentOnce.Holds(done, "return");

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        "quote" => await SentOnce.OtherAsync(run) ?? await QuoteAsync(run, ct),
        "return" => await SentOnce.OtherAsync(run) ?? await ReturnAsync(run, ct),
        _ => await ConfirmAsync(run, ct),
    };

    /// <summary>What the review showed is read and quoted again: much can happen before an approval.</summary>
    private async Task<StepResult> QuoteAsync(OperationRun run, CancellationToken ct)
    {
        var azure = run.Azure;
        try
        {
            if (!(await azure.GetCustomerAsync(CustomerId, ct)).IsReseller)
                return Refused("ReservationReturn.NotReseller", CustomerName);
            var all = await azure.ListReservationsOfOrderAsync(CustomerId, Held.OrderId, ct);
            var own = all.FirstOrDefault(one => string.Equals(one.Id, Held.Id, StringComparison.OrdinalIgnoreCase));
            if (own is null || own.Quantity < Held.Returned || own.State is "Cancelled" or "Expired" or "Split" or "Merged")
                return Refused("ReservationReturn.ChangedMeanwhile", CustomerName);
            var before = await azure.CountHeldAsync(CustomerId, Held.OrderId, ct);
            var quote = await azure.CalculateRefundAsync(CustomerId, Held.OrderId, Held.Id, Held.Returned, ct);
            if (quote.Problems is [var problem, ..])
                return new StepResult.Refused(PolicyWords.Of(problem, quote));
            return Compare(quote, before, run.Time.GetUtcNow());
        }
        catch (CloudFault fault) when (PolicyWords.Of(fault) is { } refusal)
        {
            return new StepResult.Refused(refusal);
        }
    }

    private StepResult Compare(RefundQuote quote, int before, DateTimeOffset now)
    {
        // The whole of it is compared: of one paid by the month, what is given back rises and falls with the day of the month.
        var (approved, told) = Cancelled is { } sum ? (sum, quote.Cancelled) : (Refund, quote.Refund);
        var shift = Quotes.OfGain(approved, told, Quotes.Allowance(approved, QuotedAt, now, Held.ExpiresAt));
        if (shift is QuoteShift.Worse or QuoteShift.Unlike || quote.Quantity != Held.Returned || quote.SessionId.Length == 0)
            return Refused("ReservationReturn.Worse", Quotes.Plain(approved), Quotes.Plain(told));
        return new StepResult.Done(
            null,
            ActedQuote.Notes(quote.SessionId, now, (BeforeNote, before.ToString(CultureInfo.InvariantCulture))),
            QuoteRemark.Of(shift, told!, approved));
    }

    private async Task<StepResult> ReturnAsync(OperationRun run, CancellationToken ct)
    {
        (run, var instead) = await ActedQuote.FreshAsync(run, stale => QuoteAsync(stale, ct));
        if (instead is not null)
            return instead;
        return await SentOnce.RunAsync(run, new Sending(
            () => LookAsync(run, ct),
            async latest => new StepResult.Done(await run.Azure.ReturnReservationAsync(
                CustomerId, Held.AsReturn(), ActedQuote.Session(latest), $"CspBot {run.Request.Id}", ct)),
            ActedQuote.RefusedAsync)
        {
            ChangedMeanwhile = new Refusal("ReservationReturn.ChangedMeanwhile", CustomerName),
            Unknown = new Refusal("ReservationReturn.Unknown", CustomerName),
            NotTaken = new Refusal("ReservationReturn.NotTaken", CustomerName) { CanBeMended = true },
            Settles = TimeSpan.FromMinutes(2),
        });
    }

    private async Task<Seen> LookAsync(OperationRun run, CancellationToken ct)
    {
        var (before, now) = (Before(run), await run.Azure.CountHeldAsync(CustomerId, Held.OrderId, ct));
        return now == before ? Seen.Unchanged : now == before - Held.Returned ? Seen.Done : Seen.Unclear;
    }

    private async Task<StepResult> ConfirmAsync(OperationRun run, CancellationToken ct)
    {
        if (await LookAsync(run, ct) == Seen.Done)
            return new StepResult.Done();
        var sent = run.Request.Steps.Single(step => step.Name == "return").At ?? run.Request.CreatedAt;
        return run.Time.GetUtcNow() - sent < Shown
            ? new StepResult.NotYet(TimeSpan.FromSeconds(10))
            : new StepResult.Refused(new Refusal("ReservationReturn.NotShown", CustomerName) { CanBeMended = true });
    }

    private static int Before(OperationRun run) =>
        int.TryParse(run.Note(BeforeNote), CultureInfo.InvariantCulture, out var before) ? before : -1;

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));
}
