using CspBot.Cloud;
using CspBot.Cloud.Http;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>
/// Registers a customer as a tenant of Azure Stacks, so that its use is billed to its own subscription: a long
/// checklist that can stop and go on anywhere.
/// </summary>
/// <remarks>
/// Facts azure §4, §5, partner-center §2.5, §5.7. The registrations are looked at before anything is changed. A new
/// customer has no id at first: the step that creates it notes it down. What stood before is noted before each write, so
/// that undo never takes away what others made.
/// </remarks>
[RetiredMembers("agreement")]
internal sealed partial record OnboardStackTenantOperation : Operation
{
    /// <summary>Where the customer's administrator accepts the Microsoft Customer Agreement (november-2026 §A).</summary>
    public const string AgreementLink = PlanSteps.AgreementLink;

    /// <summary>Tries of a step before a code that may pass is shown with its own words.</summary>
    private const int MostTries = 5;
    private const string Yes = "yes";
    private const string No = "no";
    private const string Unknown = "unknown";

    /// <summary>Names of the chosen deployments.</summary>
    public required IReadOnlyList<string> Deployments { get; init; }

    /// <summary>The company to create; null for a customer that exists. The customer's id is empty then.</summary>
    public NewCustomer? Company { get; init; }

    /// <summary>Domain of the directory that its users sign in with.</summary>
    public required string Domain { get; init; }

    /// <summary>The Azure subscription that pays; empty when an Azure plan is bought for it.</summary>
    public string SubscriptionId { get; init; } = "";

    public string SubscriptionName { get; init; } = "";

    /// <summary>Market for the plan, two letters.</summary>
    public string Country { get; init; } = "";

    /// <summary>Our person who becomes guest and Owner; empty when the customer manages alone.</summary>
    public string Guest { get; init; } = "";

    /// <summary>Who works in it, as the form says it; empty in requests of before 2026-11-29, where <see cref="Guest"/> says it.</summary>
    public string Manages { get; init; } = "";

    /// <summary>
    /// Sign-in name of the account that owns the local subscription and is handed over; empty when nothing is handed over.
    /// </summary>
    public string Account { get; init; } = "";

    /// <summary>Where its password is kept; never the password.</summary>
    public string SecretPlace { get; init; } = "";

    public bool BuysPlan => SubscriptionId.Length == 0;

    public override PartnerPower Power => PartnerPower.OnboardStack;

    public override string Lane => CustomerId.Length > 0 ? CustomerId : "domain:" + Domain.ToLowerInvariant();

    public override IReadOnlyList<string> Steps =>
    [
        .. Each("registration"),
        .. Company is null ? Array.Empty<string>() : ["customer"],
        "relation",
        "agreement",
        .. BuysPlan ? ["plan"] : Array.Empty<string>(),
        "subscription",
        .. Guest.Length > 0 ? ["guest", "owner"] : Array.Empty<string>(),
        .. Each("map"),
        .. Each("directory"),
        .. Guest.Length > 0 ? ["acceptance"] : Array.Empty<string>(),
        .. Each("consent"),
        .. Account.Length > 0 ? ["account", .. Each("local")] : Array.Empty<string>(),
        .. Each("proof"),
    ];

    public override string StepText(string step) => "OnboardStackTenant.Step." + Part(step).Name;

    public override string StepLine(string step, Texts texts) => texts[StepText(step), Part(step).Deployment];

    public override string? StepRemark(RequestStep step, Texts texts) => StepRemarks.Say(step.Remark, texts);

    public override string Title(Texts texts) => texts[OnboardStackTenantText.Title, CustomerName, texts.Names(Deployments)];

    public override IReadOnlyList<(string Name, string Value)> Facts(Texts texts) => OnboardStackTenantCards.Facts(this, texts);

    public override async Task<StepResult> RunAsync(string step, OperationRun run, CancellationToken ct)
    {
        var (name, deployment) = Part(step);
        try
        {
            return name switch
            {
                "customer" => await CreateAsync(run, ct),
                "relation" => await RelationAsync(run, ct),
                "agreement" => await AgreementAsync(run, ct),
                "plan" => await PlanAsync(run, ct),
                "subscription" => await SubscriptionAsync(run, ct),
                "guest" => await InviteAsync(run, ct),
                "owner" => await OwnerAsync(run, ct),
                "acceptance" => await AcceptanceAsync(run, ct),
                "account" => await AccountAsync(run, ct),
                _ when run.Azure.Stacks.FirstOrDefault(stack => stack.Name == deployment) is { } stack =>
                    await OnStackAsync(name, run, stack, ct),
                _ => Refused("OnboardStackTenant.UnknownDeployment", deployment),
            };
        }
        catch (CloudFault fault)
            when (deployment.Length > 0 && fault is { Status: 409, Reason: CloudReason.Conflict } && StackCodes.Explain(fault) is null)
        {
            // It was read back and does not stand: something else is going on there, and it is tried again for a while.
            var before = Steps[Math.Max(0, Steps.ToList().IndexOf(step) - 1)];
            return run.Since(before) < ShownLimit
                ? run.LookAgain(before)
                : new StepResult.Refused(
                    new Refusal("OnboardStackTenant.StackBusy", deployment) { Code = fault.Code, CorrelationId = fault.RequestId });
        }
        catch (CloudFault fault) when (StackCodes.Explain(fault) is not null && (!fault.IsTransient || run.Request.Attempts >= MostTries))
        {
            return new StepResult.Refused(StackCodes.Explain(fault)!);
        }
        catch (CloudFault fault) when (deployment.Length > 0 && StackCodes.IsOurRight(fault))
        {
            var missing = StackCodes.Unread(run.Azure.Stacks.First(stack => stack.Name == deployment), fault);
            return HasChangedAnything(run) ? Waits(missing.Reason, missing.Args) : new StepResult.Refused(missing);
        }
    }

    /// <summary>
    /// What this request did and others did not: its mappings, its directories, its local subscriptions and its Owner
    /// right. Customer, agreement and plan stay.
    /// </summary>
    public override Operation? Inverse(Request done)
    {
        bool Reached(string step) => done.Steps.Any(line => line.Name == step && (line.State == StepState.Done || line == done.NextStep));
        string Noted(string note) => done.Notes.GetValueOrDefault(note, "");

        var seats = Deployments
            .Select(name => new StackSeat(
                name,
                Unmap: Reached("map:" + name) && Noted("stood:" + name) == No,
                ShutOut: Reached("directory:" + name) && Noted("let-in:" + name) == No)
            {
                Local = MayHaveMade(done, name) ? LocalIdOf(done, name) : "",
            })
            .Where(seat => seat.Unmap || seat.ShutOut || seat.Local.Length > 0)
            .ToList();
        var owner = Reached("owner") && Noted("owner-stood") == No ? Noted("guest") : "";
        return seats.Count == 0 && owner.Length == 0
            ? null
            : new OffboardStackTenantOperation
            {
                CustomerId = CustomerId.Length > 0 ? CustomerId : Noted("customer"),
                CustomerName = CustomerName,
                Reason = Reason,
                Domain = Domain,
                SubscriptionId = SubscriptionId.Length > 0 ? SubscriptionId : Noted("subscription"),
                Seats = seats,
                OwnerId = owner,
                OwnerName = Guest,
            };
    }

    /// <summary>Undo leaves standing what another onboarding of the tenant found there and builds on.</summary>
    public override string LeftToText => OnboardStackTenantText.LeftTo;

    /// <summary>This onboarding has done its part of a step of that name on a deployment: it builds on what came of it.</summary>
    /// <param name="subscription">The one that pays; null where that does not matter.</param>
    public static bool BuildsOn(Request other, string step, string deployment, string? subscription = null) =>
        other.Operation is OnboardStackTenantOperation operation
        && other.Steps.Any(line => line.Name == $"{step}:{deployment}" && line.State == StepState.Done)
        && (subscription is null || CloudJson.SameId(
            operation.SubscriptionId.Length > 0 ? operation.SubscriptionId : other.Notes.GetValueOrDefault("subscription"), subscription));

    /// <summary>The customer's tenant, also of one that was just created.</summary>
    private string Tenant(OperationRun run) => CustomerId.Length > 0 ? CustomerId : run.Note("customer")!;

    private string PayingSubscription(OperationRun run) =>
        (SubscriptionId.Length > 0 ? SubscriptionId : run.Note("subscription")!).ToLowerInvariant();

    /// <summary>What stood before this request, as its first steps noted it.</summary>
    private static string Before(OperationRun run, string note) => run.Note(note) ?? Unknown;

    /// <summary>A step with an effect of its own is done.</summary>
    private static bool HasChangedAnything(OperationRun run) =>
        run.Request.Steps.Any(
            line => line.State == StepState.Done && Part(line.Name).Name is "customer" or "plan" or "guest" or "owner" or "map");

    private IEnumerable<string> Each(string step) => Deployments.Select(name => $"{step}:{name}");

    private static (string Name, string Deployment) Part(string step) =>
        step.Split(':', 2) is [var name, var deployment] ? (name, deployment) : (step, "");

    private static StepResult.Refused Refused(string reason, params string[] args) => new(new Refusal(reason, args));

    private static StepResult.Waits Waits(string reason, params string[] args) => new(reason, args);

    private static Dictionary<string, string> Note(params (string Name, string Value)[] notes) =>
        notes.ToDictionary(note => note.Name, note => note.Value);
}

/// <summary>Remarks below a step's line: stored as key and values, said in each reader's language.</summary>
internal static class StepRemarks
{
    public static string Of(string key, params string[] args) => string.Join('\t', args.Prepend(key));

    public static string? Say(string? remark, Texts texts) =>
        remark?.Split('\t') is [var key, .. var args] ? texts["OnboardStackTenant.Remark." + key, [.. args]] : null;
}
