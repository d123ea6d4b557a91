using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Requests.Preapprovals;
using CspBot.Resources;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>Lets a customer buy reservations or savings plans by itself, or stops it: only the switches that somebody changed.</summary>
/// <remarks>Policy, prerequisites and codes: facts partner-center §4.</remarks>
internal sealed record ReservationPermissionOperation : Operation
{
    private const string Before = "before";

    /// <summary>What is wanted of reservations; null: nobody asked for a change.</summary>
    public bool? ReservedInstances { get; init; }

    /// <summary>What is wanted of savings plans; null: nobody asked for a change.</summary>
    public bool? SavingsPlan { get; init; }

    /// <summary>When what is turned on turns itself off; null: it stays.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What turns it off before that, or at all: see <see cref="PermissionClosing"/>; null: nothing does.</summary>
    public string? ClosesAfter { get; init; }

    /// <summary>How long a purchase may stand before the bot sees it, the services' own delay aside.</summary>
    public TimeSpan? LooksEvery { get; init; }

    /// <summary>What was bought that turned it off, and what slipped through until it was.</summary>
    public IReadOnlyList<PermissionPurchase> ClosedFor { get; init; } = [];

    /// <summary>What it was given for.</summary>
    public ReservationPermissions Meant => new(ReservedInstances == true, SavingsPlan == true);

    /// <summary>Whether somebody's permission is given by it.</summary>
    public bool TurnsOn => ReservedInstances == true || SavingsPlan == true;

    private const string Reserved = SelfServePolicy.ReservedInstances;
    private const string Savings = SelfServePolicy.SavingsPlan;

    public override PartnerPower Power => PartnerPower.ChangePermission;

    public override bool TakesAway => !TurnsOn;

    public override NextStep? Next => TurnsOn ? NextStep.Reservations : NextStep.Customer;

    public override IReadOnlyList<string> Steps => TurnsOn ? ["check", "write", "confirm"] : ["write", "confirm"];

    public override TimeSpan NoticeBeforeEnd => TimeSpan.FromDays(1);

    public override DateTimeOffset? EndsAt(DateTimeOffset began) => Until;

    public override TimeSpan? LastsFor(DateTimeOffset now) => !TurnsOn ? null : Until is { } end ? end - now : TimeSpan.MaxValue;

    public override bool EndsOnEvent => ClosesAfter is not null;

    public override string PreapprovedAs => PreapprovalKind.ReservationPermission;

    public override string StepText(string step) => "ReservationPermission.Step." + step;

    public override string Title(Texts texts) => ReservationPermissionCards.Title(this, texts);

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) => ReservationPermissionCards.Facts(this, texts);

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct) => step switch
    {
        "check" => await CheckAsync(run, ct),
        "write" => await WriteAsync(run, ct),
        _ => await ConfirmAsync(run, ct),
    };

    /// <summary>Turning off is final; turning on takes back only what was not on before.</summary>
    public override Operation? Inverse(Request done)
    {
        if (!TurnsOn || !done.Notes.TryGetValue(Before, out var before))
            return null;
        bool? reserved = ReservedInstances == true && before[0] == '0' ? false : null;
        bool? savings = SavingsPlan == true && before[1] == '0' ? false : null;
        return reserved is null && savings is null
            ? null
            : new ReservationPermissionOperation
            {
                CustomerId = CustomerId,
                CustomerName = CustomerName,
                Reason = Reason,
                ReservedInstances = reserved,
                SavingsPlan = savings,
            };
    }

    public override bool Overtakes(Operation end) => end is ReservationPermissionOperation other
        && (other.ReservedInstances is null || ReservedInstances is not null)
        && (other.SavingsPlan is null || SavingsPlan is not null);

    /// <summary>What the card showed is read again: much can happen before an approval.</summary>
    private async Task<StepResult> CheckAsync(OperationRun run, CancellationToken ct)
    {
        if (Until <= run.Time.GetUtcNow())
            return Refused("ReservationPermission.EndPassed");
        var relation = await run.Azure.GetCustomerAsync(CustomerId, ct);
        if (!relation.IsReseller)
            return Refused("ReservationPermission.NotReseller", CustomerName);
        var sold = await run.Azure.ListAzureSubscriptionsAsync(CustomerId, ct);
        if (!sold.Any(subscription => subscription.IsActive))
            return Refused("ReservationPermission.NoSubscription", CustomerName);
        var owners = await run.Azure.FindCustomerOwnersAsync(CustomerId, ct);
        if (owners.Count == 0)
            return Refused("ReservationPermission.NoOwner", CustomerName);

        // Kept from before the write: after a crash the write finds its own work and cannot tell what was on before.
        var now = await run.Azure.GetReservationPermissionsAsync(CustomerId, ct);
        return new StepResult.Done(
            Notes: new Dictionary<string, string> { [Before] = (now.ReservedInstances ? "1" : "0") + (now.SavingsPlan ? "1" : "0") });
    }

    /// <summary>One write at most: a lost answer, a policy that came, went or changed meanwhile are resolved by reading again.</summary>
    private async Task<StepResult> WriteAsync(OperationRun run, CancellationToken ct)
    {
        var result = await run.Azure.SetReservationPermissionAsync(CustomerId, Change(run.Later), run.IdFor("write").ToString(), ct);
        return new StepResult.Done(result.Receipt);
    }

    private async Task<StepResult> ConfirmAsync(OperationRun run, CancellationToken ct)
    {
        var now = await run.Azure.GetReservationPermissionsAsync(CustomerId, ct);
        return Change(run.Later).ApplyTo(now) == now
            ? new StepResult.Done(
                Remark: $"{Reserved} {Sign(now.ReservedInstances)} · {Savings} {Sign(now.SavingsPlan)}")
            : Refused("ReservationPermission.ChangedMeanwhile", CustomerName);
    }

    /// <summary>An end leaves alone what somebody switched since.</summary>
    private ReservationPermissionChange Change(IReadOnlyList<Request> later)
    {
        var since = later.Select(request => request.Operation).OfType<ReservationPermissionOperation>().ToList();
        return new ReservationPermissionChange(
            since.Any(operation => operation.ReservedInstances is not null) ? null : ReservedInstances,
            since.Any(operation => operation.SavingsPlan is not null) ? null : SavingsPlan);
    }

    /// <summary>What was read back is stored in Microsoft's names; people read it in theirs.</summary>
    public override string? StepRemark(RequestStep step, Texts texts) =>
        step.Remark?.Split(" · ") is [var reserved, var savings]
        && reserved.StartsWith(Reserved, StringComparison.Ordinal) && savings.StartsWith(Savings, StringComparison.Ordinal)
            ? string.Join(
                " · ",
                texts[reserved.EndsWith(Sign(true), StringComparison.Ordinal)
                    ? ReservationPermissionText.Line_ReservedInstances_on
                    : ReservationPermissionText.Line_ReservedInstances_off],
                texts[savings.EndsWith(Sign(true), StringComparison.Ordinal)
                    ? ReservationPermissionText.Line_SavingsPlan_on
                    : ReservationPermissionText.Line_SavingsPlan_off])
            : step.Remark;

    private static string Sign(bool on) => on ? "✔" : "✖";

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));
}

/// <summary>A purchase under a permission that closes itself.</summary>
/// <param name="Order">Key of the order, or of the record of an added quantity.</param>
/// <param name="Amount">Null where the order tells no price.</param>
internal sealed record PermissionPurchase(string Order, string Kind, string Product, int Quantity, Money? Amount, DateTimeOffset At);
