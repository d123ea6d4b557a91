using System.Text.RegularExpressions;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Which subscriptions get the discount: one, a resource group, a management group, or all.</summary>
/// <remarks>
/// <c>availableScopes</c> is asked first. Its sample names a subscription; it is taken to answer for resource groups too, and not asked
/// about a management group, where the change itself answers.
/// </remarks>
internal sealed class RescopeDialog(ManageParts parts) : ManageDialog<RescopeForm>("scope", parts)
{
    protected override RescopeForm Read(FormInput input) => new(
        input.Form, input["customer"], input["reservation"], input["scope"], input["subscription"], input["group"], input["reason"]);

    protected override IEnumerable<AdaptiveElement?> Fields(
        Texts texts, RescopeForm form, IReadOnlyList<Reservation> running, IReadOnlyList<AzureSubscription> subscriptions) =>
    [
        ManageCards.Pick(
            "scope",
            texts[ReservationsText.Scope],
            [.. ScopeTarget.Types.Select(type => new AdaptiveChoice { Title = texts["Reservations.Scope." + type], Value = type })],
            form.Scope.Length > 0
                ? form.Scope
                : running.FirstOrDefault(one => one.Id.Equals(form.Reservation, StringComparison.OrdinalIgnoreCase))?.Scope ?? ""),
        ManageCards.Pick(
            "subscription",
            texts[ReservationManageText.Subscription],
            [.. subscriptions.Where(one => one.IsActive).Select(one => new AdaptiveChoice { Title = one.Name, Value = one.Id })],
            form.Subscription),
        new AdaptiveTextInput
        {
            Id = "group",
            Label = texts[ReservationManageText.Group],
            Placeholder = texts[ReservationManageText.GroupPlaceholder],
            Value = form.Group,
        },
    ];

    protected override bool NeedsApproval(RescopeForm form) => false;

    protected override async Task<ManageReview<RescopeForm>> LookAsync(
        DialogTurn turn, ManageReview<RescopeForm> review, Reservation one, CancellationToken ct)
    {
        var form = review.Form;
        if (form.Target is not { Id: { } id, Type: not "ManagementGroup" })
            return review with { ScopeName = form.Scope == "ManagementGroup" ? form.Group : "" };
        var asking = turn.ProbeAsync(
            token => Azure.IsScopeValidAsync(form.Customer, new BenefitId(one.OrderId, one.Id), id, token), ct);
        var sold = await turn.ProbeAsync(token => Azure.ListAzureSubscriptionsAsync(form.Customer, token), ct);
        var named = sold.Value?.FirstOrDefault(sub => sub.Id.Equals(form.Subscription, StringComparison.OrdinalIgnoreCase))?.Name;
        return review with
        {
            IsValid = await asking,
            ScopeName = form.Scope == "ResourceGroup" ? $"{form.Group} ({named ?? form.Subscription})" : named ?? form.Subscription,
        };
    }

    protected override string Title(Texts texts, RescopeForm form, string product) =>
        texts[ReservationManageText.ReviewTitle_scope, product];

    protected override IEnumerable<ReviewLine> Lines(Texts texts, ManageReview<RescopeForm> review, Reservation one)
    {
        if (review.Form.Target.Is(one))
            yield return ReviewLine.Of(texts, new Refusal("ReservationManage.ScopeSame"));
        else if (review.IsValid is { Fault: { } fault })
            yield return ReviewLine.Of(texts, fault);
        else if (review.IsValid is { Value: not true })
            yield return ReviewLine.Of(texts, new Refusal("ReservationManage.ScopeInvalid", review.ScopeName));
        else
            yield return ReviewLine.Effect(
                review.Form.Target.Id is null ? texts[ReservationManageText.Line_ScopeShared]
                : review.IsValid is null ? texts[ReservationManageText.Line_ScopeUnasked, review.ScopeName]
                : texts[ReservationManageText.Line_Scope, review.ScopeName]);
    }

    protected override IEnumerable<(string Name, string Value)> Changes(Texts texts, ManageReview<RescopeForm> review, Reservation one) =>
    [
        (texts[ReservationsText.Scope],
            ManageCards.Change(
                texts,
                ManageCards.Scope(texts, one.Scope, one.ScopeName),
                ManageCards.Scope(texts, review.Form.Scope, review.ScopeName))),
    ];

    protected override Operation Make(ManageReview<RescopeForm> review, Reservation one, Customer customer) =>
        new ChangeReservationOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = review.Form.Reason,
            Target = ReservationTarget.Of(one),
            Scope = review.Form.Target,
            ScopeName = review.ScopeName,
            Before = one.Scope,
            BeforeName = one.ScopeName ?? "",
        };
}

/// <param name="Scope">One of <see cref="ScopeTarget.Types"/>.</param>
/// <param name="Subscription">GUID, for one subscription and for a resource group.</param>
/// <param name="Group">Name of the resource group or management group.</param>
internal sealed partial record RescopeForm(
    string Form, string Customer, string Reservation, string Scope, string Subscription, string Group, string Reason)
    : ManageForm("scope", Form, Customer, Reservation, Reason)
{
    public ScopeTarget Target => new(Scope, Scope switch
    {
        "Single" => $"/subscriptions/{Subscription.ToLowerInvariant()}",
        "ResourceGroup" => $"/subscriptions/{Subscription.ToLowerInvariant()}/resourceGroups/{Group}",
        "ManagementGroup" => "/providers/Microsoft.Management/managementGroups/" + Group,
        _ => null,
    });

    protected override IEnumerable<(string Name, string Value)> Own =>
        [("scope", Scope), ("subscription", Subscription), ("group", Group)];

    protected override Dictionary<string, string> OwnErrors()
    {
        var errors = new Dictionary<string, string>();
        if (!ScopeTarget.Types.Contains(Scope))
            errors["scope"] = ReservationManageText.ScopeMissing;
        if (Scope is "Single" or "ResourceGroup" && !Guid.TryParse(Subscription, out _))
            errors["subscription"] = ReservationManageText.SubscriptionMissing;
        if (Scope is "ResourceGroup" or "ManagementGroup" && !GroupName().IsMatch(Group))
            errors["group"] = ReservationManageText.GroupMissing;
        return errors;
    }

    /// <summary>What both kinds of groups may be called.</summary>
    [GeneratedRegex(@"^[\p{L}\p{N}_().-]{1,90}(?<!\.)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex GroupName();
}
