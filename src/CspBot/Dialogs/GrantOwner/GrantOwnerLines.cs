using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>One line and mark for each prerequisite of a grant, in the order in which they build on each other.</summary>
internal sealed class GrantOwnerLines(Texts texts, GrantOwnerReview review, string adminAgents)
{
    /// <summary>So few free assignments are told with a warning.</summary>
    private const int FewLeft = 50;

    private readonly bool _isOne = review.Rights.Count == 1;

    private string CustomerName => review.Relation.Value?.Customer.Name ?? review.Form.Customer;

    /// <summary>What stands on a subscription says nothing of a role that is not given there.</summary>
    private bool IsOfDirectory => review.Places[0].Role.Value is { } role && AzureRoles.IsOfCapacity(role.Id);

    public IReadOnlyList<ReviewLine> All(Person requester, DateTimeOffset now) =>
    [
        Relation(),
        .. OfTheRest(requester, now).Where(line => !IsLocked || !IsForWantOfDelegation(line)),
    ];

    /// <summary>Said already with its remedy, another where a request waits: without delegation nothing of the customer opens.</summary>
    private bool IsLocked => review.Relation.Value is { IsReseller: true, Delegated.IsActive: false };

    private static bool IsForWantOfDelegation(ReviewLine line) =>
        line.Why?.Reason.StartsWith("Cloud.NoDelegatedAdministration", StringComparison.Ordinal) == true;

    private IEnumerable<ReviewLine> OfTheRest(Person requester, DateTimeOffset now) =>
    [
        .. RelationLine.Ending(texts, review.Relation.Value, now),
        .. review.Places.SelectMany(Place),
        .. review.Places.Take(1).SelectMany(Role),
        .. review.People.Select(User),
        .. IsOfDirectory ? [] : Rights(),
        End(now),
        .. Budget(),
        ReviewLine.Approvers(texts, "GrantOwner", review.Approvers, requester),
    ];

    private ReviewLine Relation()
    {
        if (review.Relation.Fault is { } fault)
            return ReviewLine.Of(texts, fault);
        var relation = review.Relation.Value!;
        if (!relation.IsReseller)
            return ReviewLine.Of(texts, new Refusal("GrantOwner.NotReseller", relation.Customer.Name));
        return relation.Delegated.IsActive
            ? new ReviewLine(Mark.Done, texts[GrantOwnerText.Line_Relation, relation.Customer.Name, relation.Customer.Domain])
            : new ReviewLine(
                Mark.Failed,
                texts[GrantOwnerText.Line_NoDelegation, relation.Customer.Name],
                texts[
                    relation.Delegated.PendingApprovalUrl is { } url
                        ? GrantOwnerText.Line_DelegationPending
                        : GrantOwnerText.Line_NoDelegation_Help,
                    relation.Delegated.PendingApprovalUrl ?? ""])
            {
                Why = new Refusal("Cloud.NoDelegatedAdministration"),
            };
    }

    private IEnumerable<ReviewLine> Place(GrantPlace place)
    {
        if (review.Sold.Fault is { } unsold)
        {
            yield return ReviewLine.Of(texts, unsold);
            yield break;
        }

        if (review.SoldSubscription(place.Id) is not { } sold)
        {
            yield return ReviewLine.Of(texts, new Refusal("GrantOwner.SubscriptionNotOfCustomer", place.Id, CustomerName));
            yield break;
        }

        yield return Subscription(place, sold);
        if (place.Wanted.Group is not { } group)
            yield break;
        yield return place.Scope.Fault is { } fault ? ReviewLine.Of(texts, fault)
            : place.Scope.Value is { } scope ? new ReviewLine(Mark.Done, texts[GrantOwnerText.Line_Group, scope.Group!])
            : ReviewLine.Of(texts, new Refusal("GrantOwner.GroupGone", group, review.NameOf(place)));
    }

    private ReviewLine Subscription(GrantPlace place, AzureSubscription sold)
    {
        var kind = texts["Common.Kind." + sold.Kind];
        if (place.Subscription.Fault is { } hidden && ReviewLine.IsHidden(hidden))
            return new ReviewLine(Mark.Caution, texts[GrantOwnerText.Line_SubscriptionHidden, sold.Name, kind], sold.Id);
        if (place.Subscription.Fault is { } fault)
            return ReviewLine.Of(texts, fault);
        var seen = place.Subscription.Value!;
        var state = StateWords.Say(texts, seen.State);
        return seen.IsUnsure
            ? new ReviewLine(
                Mark.Caution,
                texts[GrantOwnerText.Line_SubscriptionUnsure, seen.Name, state, kind],
                texts[GrantOwnerText.Line_SubscriptionUnsure_Help])
            : seen.IsClosed ? ReviewLine.Of(texts, new Refusal("GrantOwner.SubscriptionNotEnabled", seen.Name, seen.State))
            : ReviewLine.Effect(texts[GrantOwnerText.Line_Subscription, seen.Name, state, kind], _isOne ? seen.Id : null);
    }

    /// <summary>Owner says itself; of any other role what it is, and what it may.</summary>
    private IEnumerable<ReviewLine> Role(GrantPlace place)
    {
        if (review.Form.Role.Length == 0)
            yield break;
        if (review.Places.Select(one => one.Role.Fault).FirstOrDefault(fault => fault is not null) is { } fault)
        {
            yield return ReviewLine.Of(texts, fault);
            yield break;
        }

        if (review.Places.FirstOrDefault(one => one.Role.Value is null) is { } without)
        {
            yield return ReviewLine.Of(texts, new Refusal("GrantOwner.RoleNotFound", review.Form.Role, review.NameOf(without)));
            yield break;
        }

        var role = place.Role.Value!;
        if (AzureRoles.IsOfCapacity(role.Id))
        {
            var who = string.Join(", ", review.People.Select(person => person.Found.Value?.Id ?? person.Typed).Take(1));
            yield return new ReviewLine(
                Mark.Failed,
                texts[GrantOwnerText.Refusal_RoleOfDirectory, review.RoleName(texts, place)],
                texts[GrantOwnerText.RecipeCapacity, who, role.Name, review.Form.Customer])
            {
                Why = new Refusal("GrantOwner.RoleOfDirectory", role.Name),
            };
            yield break;
        }

        yield return new ReviewLine(
            role.IsCustom || AzureRoles.GivesRights(role.Id) ? Mark.Caution : Mark.Done,
            texts[role.IsCustom ? GrantOwnerText.Line_RoleCustom : GrantOwnerText.Line_Role, review.RoleName(texts, place)],
            GrantOwnerCards.RoleMeans(texts, role.Id));
    }

    private ReviewLine User(GrantPerson person)
    {
        if (person.Found.Fault is { } fault)
            return ReviewLine.Of(texts, fault);
        if (person.IsInvited)
            return Invited(person);
        if (person.Found.Value is not { } found)
            return ReviewLine.Of(texts, new Refusal("GrantOwner.UserNotFound", person.Typed, CustomerName));
        return found.IsGroup ? ReviewLine.Effect(texts[GrantOwnerText.Line_GroupOfPeople, found.Name])
            : found.IsEnabled
                ? ReviewLine.Effect(texts[
                    GrantOwnerText.Line_User,
                    found.Name,
                    found.Address,
                    texts[found.IsGuest ? GrantOwnerText.Guest : GrantOwnerText.Member]])
            : ReviewLine.Of(texts, new Refusal("GrantOwner.UserDisabled", found.Name));
    }

    /// <summary>The role of the directory that an invitation needs is named before anybody asks for approval (november-2026 §C).</summary>
    private ReviewLine Invited(GrantPerson person) =>
        review.Relation.Value is { Delegated: { IsActive: true } delegated } && !DirectoryRoles.Holds(delegated.Roles, DirectoryStep.Invite)
            ? ReviewLine.Of(texts, new Refusal("Cloud.DirectoryRoleMissingInvite", "30"))
            : new ReviewLine(
                Mark.Caution, texts[GrantOwnerText.Line_Invited, person.Typed, CustomerName], texts[GrantOwnerText.Line_Invited_Help]);

    private IEnumerable<ReviewLine> Rights()
    {
        if (_isOne)
            return Held(review.Rights[0]).Concat(Assignable(review.Rights[0]));

        // Nobody holds, or is given, a role that does not exist.
        var known = review.Rights.Where(right => right.Place.Role.Value is not null).ToList();
        var held = known.Where(right => right.View.Value is { IsHeld: true }).ToList();
        return
        [
            .. review.Places.SelectMany(
                place => Assignable(review.Rights.First(right => right.Place == place)).Where(line => line.Mark == Mark.Failed)),
            .. held.Select(right => ReviewLine.Of(texts, AlreadyHeld(right))).Select(line => held.Count == review.Rights.Count
                ? line
                : line with { Mark = Mark.Caution, Help = texts[GrantOwnerText.Line_LeftOut] }),
            .. review.ToGive.Count > 0 && known.Count == review.Rights.Count
                ? new[]
                {
                    review.ToGive.Count == 1
                        ? ReviewLine.Effect(texts[GrantOwnerText.Line_ToGiveOne, review.ToGive[0].Person.Name])
                        : ReviewLine.Effect(texts[GrantOwnerText.Line_ToGive, review.ToGive.Count], texts[GrantOwnerText.Line_Each]),
                }
                : [],
        ];
    }

    private Refusal AlreadyHeld(GrantRight right) => new(
        "GrantOwner.AlreadyHeld", right.Person.Name, review.RoleName(texts, right.Place), review.PlaceName(right.Place));

    private IEnumerable<ReviewLine> Held(GrantRight right)
    {
        if (right.View.Value is not { } view || right.Person.Found.Value is not { } person || right.Place.Role.Value is null)
            yield break;
        var isOwner = review.Form.Role.Length == 0;
        yield return view.IsHeld
            ? ReviewLine.Of(
                texts,
                isOwner
                    ? new Refusal("GrantOwner.AlreadyOwner", person.Name, review.PlaceName(right.Place))
                    : AlreadyHeld(right))
            : new ReviewLine(
                Mark.Done,
                isOwner
                    ? texts[GrantOwnerText.Line_NotOwnerYet, person.Name]
                    : texts[GrantOwnerText.Line_NotHeldYet, person.Name, review.RoleName(texts, right.Place)],
                view.HoldsNamesake ? texts[GrantOwnerText.Line_CustomOwner] : null);
    }

    /// <summary>Whether we may give rights at the place, and whether there is room for more.</summary>
    private IEnumerable<ReviewLine> Assignable(GrantRight right)
    {
        var place = right.Place;
        var recipe = texts[GrantOwnerText.Recipe, adminAgents, place.Id, review.Form.Customer];
        if (right.View.Fault is { } fault)
        {
            yield return ReviewLine.IsHidden(fault)
                ? MayNotAssign(review.SoldSubscription(place.Id)?.Name ?? place.Id, recipe)
                : ReviewLine.Of(texts, fault);
            yield break;
        }

        var view = right.View.Value!;
        yield return view.PartnerMayAssign
            ? new ReviewLine(Mark.Done, texts[GrantOwnerText.Line_PartnerMayAssign])
            : MayNotAssign(place.Subscription.Value?.Name ?? place.Id, recipe);
        var wanted = review.ToGive.Count(one => one.Place == place);
        yield return view.Count + wanted > OwnerView.Limit
            ? ReviewLine.Of(
                texts,
                new Refusal(
                    "GrantOwner.LimitReached", view.Count.ToString("N0", texts.Culture), OwnerView.Limit.ToString("N0", texts.Culture)))
            : new ReviewLine(
                OwnerView.Limit - view.Count - wanted < FewLeft ? Mark.Caution : Mark.Done,
                texts[GrantOwnerText.Line_Count, view.Count, OwnerView.Limit]);
    }

    private ReviewLine MayNotAssign(string subscription, string recipe) =>
        new(Mark.Failed, texts[GrantOwnerText.Refusal_PartnerMayNotAssign, subscription], recipe)
        {
            Why = new Refusal("GrantOwner.PartnerMayNotAssign"),
        };

    /// <summary>Nothing to spend for who may only look.</summary>
    private IEnumerable<ReviewLine> Budget() =>
        review.Places[0].Role.Value is { } role && AzureRoles.OnlyLooks(role.Id) || BudgetLine.Of(texts, review.Budget) is not { } line
            ? []
            : [line];

    private ReviewLine End(DateTimeOffset now) => Duration.Length(review.Form.Duration) is { } length
        ? ReviewLine.Effect(texts[GrantOwnerText.Line_Ends, RightDuration.Say(texts, review.Form.Duration), texts.Time(now + length)])
        : new ReviewLine(Mark.Caution, texts[GrantOwnerText.Line_Permanent]);
}
