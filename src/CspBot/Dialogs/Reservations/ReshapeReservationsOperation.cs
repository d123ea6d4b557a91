using CspBot.Cloud;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Splits one reservation into two, or merges two of one order into one.</summary>
/// <remarks>
/// Its sources are over once it is done, and what came of them names them: so the order alone tells whether it was done, and the same
/// cannot be done twice. A POST of unknown result is read back first; what stands as before is asked for again.
/// </remarks>
internal sealed record ReshapeReservationsOperation : ReservationOperation
{
    private static readonly TimeSpan ShownAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>One that is split, or two that are merged; all of one order.</summary>
    public required IReadOnlyList<ReservationTarget> Sources { get; init; }

    /// <summary>What is to come of them.</summary>
    public required IReadOnlyList<int> Quantities { get; init; }

    public override string Lane => "reservation-order:" + Sources[0].OrderId.ToLowerInvariant();

    public override IReadOnlyList<string> Steps { get; } = ["check", "reshape", "show"];

    private bool IsSplit => Sources.Count == 1;

    public override string StepText(string step) => "ReservationManage.Step." + step;

    public override string Title(Texts texts) => texts[
        IsSplit ? ReservationManageText.Title_split : ReservationManageText.Title_merge, Sources[0].Product(texts), CustomerName];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) =>
    [
        (texts[CommonText.Customer], CustomerName),
        (texts[ReservationManageText.Reservation], string.Join(" · ", Sources.Select(source => source.Product(texts)))),
        (texts[ReservationsText.Quantity],
            ManageCards.Change(texts, SplitForm.Together([.. Sources.Select(source => source.Quantity)]), SplitForm.Together(Quantities))),
        (texts[ReservationManageText.Reason], Reason),
    ];

    public override bool IsUnderWay(Request request) => SentOnce.IsOpen(request, "reshape");

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        var order = await run.Azure.ListReservationsOfOrderAsync(CustomerId, Sources[0].OrderId, ct);
        var results = order.Where(IsResult).ToList();
        if (results.Select(one => one.Quantity).Order().SequenceEqual(Quantities.Order()))
            return new StepResult.Done { HasWritten = step == "reshape" };
        var standing = Sources.Select(source => order.FirstOrDefault(source.Is)).ToList();
        var before = run.Request.Steps.LastOrDefault(one => one.State == StepState.Done);
        var since = run.Time.GetUtcNow() - (before?.At ?? run.Request.CreatedAt);
        if (standing.TrueForAll(one => one?.RunsAt(run.Time.GetUtcNow()) == true))
            return step switch
            {
                "check" => Fits(standing!) ? new StepResult.Done() : Refused("ReservationManage.Changed"),
                "reshape" => new StepResult.Done(await SentOnce.NotedAsync(run, () => AskAsync(run.Azure, ct))),
                _ when since > Patience => NotVisible(),
                _ when since > AskedAgainAfter => await AskAgainAsync(run.Azure, ct),
                _ => new StepResult.NotYet(ShownAfter),
            };

        // They are over: by this, and what came of them does not show yet; or by somebody else.
        var isOurs = standing.TrueForAll(one => one?.State == (IsSplit ? "Split" : "Merged")) && results.Count < Quantities.Count;
        return !isOurs ? Refused("ReservationManage.NotRunning", Sources[0].Product(Texts.For(run.Request.Language)))
            : since > Patience ? NotVisible()
            : new StepResult.NotYet(ShownAfter);
    }

    /// <summary>It came of all of the sources, and of no others.</summary>
    private bool IsResult(Reservation one) => one.Sources.Count == Sources.Count
        && Sources.All(source => one.Sources.Contains(source.Id, StringComparer.OrdinalIgnoreCase));

    private bool Fits(IReadOnlyList<Reservation> standing) =>
        standing.Sum(one => one.Quantity) == Quantities.Sum()
        && standing.Zip(Sources).All(pair => pair.First.Quantity == pair.Second.Quantity)
        && standing.All(one => MergeDialog.Unlike(standing[0], one) is null);

    private Task<CloudReceipt> AskAsync(AzureOperations azure, CancellationToken ct) => IsSplit
        ? azure.SplitReservationAsync(CustomerId, Sources[0].Benefit(), Quantities, ct)
        : azure.MergeReservationsAsync(CustomerId, Sources[0].OrderId, [.. Sources.Select(source => source.Id)], ct);

    private async Task<StepResult> AskAgainAsync(AzureOperations azure, CancellationToken ct)
    {
        await AskAsync(azure, ct);
        return new StepResult.NotYet(AskedAgainAfter);
    }

    private static StepResult.Refused NotVisible() => new(new Refusal("ReservationManage.NotVisible") { CanBeMended = true });

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));
}
