using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>The card of a plan as it came back.</summary>
/// <param name="Country">The market that the person saw; sealed.</param>
internal sealed record PlanForm(string Form, string Customer, string Country, string Reason) : ChangeForm(Form)
{
    public const string Act = "plan";
    public const int LongestReason = 500;

    /// <summary>What was shown, not what is filled in.</summary>
    public override IEnumerable<string> Sealed => [Act, Customer, Country];

    public override (string Name, string? Value)[] Data => [("act", Act), ("customer", Customer), ("country", Country)];

    public override IReadOnlyDictionary<string, string?> Told =>
        new Dictionary<string, string?> { ["country"] = Country, ["reason"] = Reason };

    public static PlanForm Read(FormInput input) => new(input.Form, input["customer"], input["country"], input["reason"]);

    /// <summary>Keys of what is missing or wrong, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors() =>
        Reason.Length == 0 ? new Dictionary<string, string> { ["reason"] = CustomerPlanText.ReasonMissing }
        : Reason.Length > LongestReason ? new Dictionary<string, string> { ["reason"] = CustomerPlanText.ReasonTooLong }
        : [];
}

/// <summary>Where a customer buys.</summary>
/// <param name="Country">Two letters; empty where Partner Center does not tell.</param>
internal sealed record Market(string Country);

/// <summary>The live facts behind the card.</summary>
internal sealed record PlanReview(
    PlanForm Form,
    Probe<CustomerRelation> Relation,
    Probe<IReadOnlyList<SoldSubscription>> Sold,
    Probe<AgreementState> Agreement,
    Probe<Market> Where) : ChangeReview<PlanForm>(Form)
{
    /// <summary>What the customer may spend; it is told, and stands in no one's way.</summary>
    public required Probe<UsageBudget> Budget { get; init; }

    public required Probe<IReadOnlyList<Person>> Approvers { get; init; }

    public override Refusal? TryAgain =>
        Relation.Transient ?? Sold.Transient ?? (Plan is null ? Agreement.Transient ?? Where.Transient ?? Approvers.Transient : null);

    /// <summary>The active plan, where there is one: nothing is to be bought then.</summary>
    public SoldSubscription? Plan => Sold.Value?.FirstOrDefault(one => one is { Kind: SoldKind.AzurePlan, IsActive: true });

    /// <summary>MS-AZR-0145P: no plan is sold beside it.</summary>
    public SoldSubscription? Legacy => Sold.Value?.FirstOrDefault(one => one is { Kind: SoldKind.Legacy, IsActive: true });

    /// <summary>A plan that was bought and can work again, or is about to.</summary>
    public SoldSubscription? Asleep => Sold.Value?.FirstOrDefault(one =>
        one.Kind == SoldKind.AzurePlan && AzureOperations.IsAsleep(one.Status));

    public string Market => Where.Value?.Country ?? "";
}
