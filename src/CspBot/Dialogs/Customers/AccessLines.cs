using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>One line and mark for each prerequisite of taking a right away, or of giving it for longer. Pure.</summary>
internal static class AccessLines
{
    private const int MostNames = 3;

    /// <summary>The card named no assignment, or one that is gone.</summary>
    public static Refusal None(string customer) => new("CustomerAccess.Gone", customer);

    public static ReviewText Revoke(Texts texts, AccessReview<RevokeForm> review, string adminAgents)
    {
        if (Missing(texts, review, adminAgents) is { } missing)
            return new ReviewText(texts[CustomerAccessText.RevokeName], [missing], []);
        var (view, row) = (review.Found.View.Value!, review.Row!);
        return new ReviewText(
            texts[CustomerAccessText.RevokeTitle, AccessWords.Role(texts, row.Entry.Role), AccessWords.Name(texts, row.Entry.Principal)],
            [
                Stands(texts, review),
                .. Ours(texts, row),
                .. Guards(texts, review, adminAgents),
                .. Credit(texts, view, row.Entry),
                .. Given(texts, row),
            ],
            [(texts[CommonText.Customer], review.Relation.Value!.Customer.Name)]);
    }

    public static ReviewText Extend(
        Texts texts, AccessReview<ExtendForm> review, Person requester, string adminAgents, DateTimeOffset now)
    {
        var form = review.Form;
        if (Missing(texts, review, adminAgents) is { } missing)
            return new ReviewText(texts[CustomerAccessText.ExtendName], [missing], []);
        var row = review.Row!;
        var name = AccessWords.Name(texts, row.Entry.Principal);
        return new ReviewText(
            texts[CustomerAccessText.ExtendTitle, AccessWords.Role(texts, row.Entry.Role), name],
            [
                Stands(texts, review),
                ExtendAccessOperation.WhyUnconfirmed(row.By, name) is { } unconfirmed ? ReviewLine.Of(texts, unconfirmed)
                : row.IsTimed
                    ? new ReviewLine(Mark.Done, texts[CustomerAccessText.Line_EndsNow, row.By!.Id, texts.Time(row.By.EndsAt!.Value)])
                    : ReviewLine.Of(texts, new Refusal("CustomerAccess.NotTimed", name)),
                review.Found.View.Value!.PartnerMayAssign ? MayAssign(texts) : MayNotAssign(texts, review, adminAgents),
                Then(texts, form.Duration, row, now),
                ReviewLine.Approvers(texts, "CustomerAccess", review.Approvers!, requester),
            ],
            [(texts[CommonText.Customer], review.Relation.Value!.Customer.Name), (texts[CustomerAccessText.Reason], form.Reason)]);
    }

    /// <summary>When it ends then: never, or later than now.</summary>
    private static ReviewLine Then(Texts texts, string duration, AccessRow row, DateTimeOffset now) =>
        RightDuration.Length(duration) is not { } length ? new ReviewLine(Mark.Caution, texts[CustomerAccessText.Line_NeverEnds])
        : row.By?.EndsAt >= now + length
            ? ReviewLine.Of(texts, new Refusal("CustomerAccess.EndsSooner", AccessWords.Name(texts, row.Entry.Principal)))
        : ReviewLine.Effect(
            texts[CustomerAccessText.Line_EndsThen, RightDuration.Say(texts, duration), texts.Time(now + length)],
            texts[CustomerAccessText.Line_EndsThen_Help]);

    /// <summary>What keeps the rest from being said at all.</summary>
    public static ReviewLine? Missing<TForm>(Texts texts, AccessReview<TForm> review, string adminAgents)
        where TForm : AccessForm
    {
        var found = review.Found;
        if ((review.Relation.Fault ?? found.Sold.Fault) is { } fault)
            return ReviewLine.Of(texts, fault);
        var customer = review.Relation.Value!.Customer.Name;
        if (found.Subscription is null)
            return ReviewLine.Of(texts, new Refusal("CustomerAccess.SubscriptionNotOfCustomer", found.SubscriptionId, customer));
        if (found.View.Fault is { } unread)
            return ReviewLine.IsHidden(unread) ? MayNotAssign(texts, review, adminAgents) : ReviewLine.Of(texts, unread);
        return review.Row is null ? ReviewLine.Of(texts, None(customer)) : null;
    }

    private static ReviewLine Stands<TForm>(Texts texts, AccessReview<TForm> review)
        where TForm : AccessForm
    {
        var entry = review.Row!.Entry;
        return new ReviewLine(
            Mark.Done,
            texts[
                CustomerAccessText.Line_Stands,
                AccessWords.Name(texts, entry.Principal),
                AccessWords.Role(texts, entry.Role),
                AccessWords.Place(texts, entry),
                review.Found.Subscription!.Name],
            AccessWords.Kind(texts, entry.Principal));
    }

    /// <summary>What is not taken away here at all.</summary>
    private static IEnumerable<ReviewLine> Ours(Texts texts, AccessRow row)
    {
        if (row.Entry.Principal.Kind == PrincipalKind.AdminAgents)
            yield return ReviewLine.Of(texts, new Refusal("CustomerAccess.OwnPrincipal"));
        if (row.Entry.Place == AccessPlace.Above)
            yield return ReviewLine.Of(texts, new Refusal("CustomerAccess.Inherited", AccessWords.Place(texts, row.Entry)));
    }

    private static IEnumerable<ReviewLine> Guards(Texts texts, AccessReview<RevokeForm> review, string adminAgents)
    {
        var (view, entry) = (review.Found.View.Value!, review.Row!.Entry);
        if (entry.Place == AccessPlace.Above)
            yield break;
        yield return view.PartnerMayAssign ? MayAssign(texts) : MayNotAssign(texts, review, adminAgents);
        if (entry.Role.Id != AzureRoles.Owner || entry.Place != AccessPlace.Here)
            yield break;
        var others = view.Entries
            .Where(other => other != entry
                && other.Role.Id == AzureRoles.Owner
                && other.Place == AccessPlace.Here
                && other.Principal.Kind != PrincipalKind.Gone)
            .ToList();
        if (others.Count == 0)
        {
            yield return ReviewLine.Of(
                texts,
                new Refusal("CustomerAccess.LastOwner", AccessWords.Name(texts, entry.Principal), review.Found.Subscription!.Name));
            yield break;
        }

        var names = others.Select(other => AccessWords.Name(texts, other.Principal)).Order(StringComparer.CurrentCultureIgnoreCase);
        yield return others.Any(other => other.Principal.Kind is not (PrincipalKind.AdminAgents or PrincipalKind.ForeignGroup))
            ? ReviewLine.Effect(
                others.Count == 1
                    ? texts[CustomerAccessText.Line_OwnerStays, names.Single()]
                    : texts[CustomerAccessText.Line_OwnersStay, others.Count, string.Join(", ", names.Take(MostNames))])
            : new ReviewLine(Mark.Caution, texts[CustomerAccessText.Line_NoOwnerOfCustomer]);
    }

    /// <summary>Said where it would cost the partner's credit, and only there.</summary>
    private static IEnumerable<ReviewLine> Credit(Texts texts, AccessView view, AccessEntry entry)
    {
        if (view.EndsCredit(entry))
            yield return new ReviewLine(
                Mark.Caution, texts[CustomerAccessText.Line_EndsCredit], texts[CustomerAccessText.Line_EndsCredit_Help]);
    }

    private static IEnumerable<ReviewLine> Given(Texts texts, AccessRow row)
    {
        if (row.By is { } by)
            yield return new ReviewLine(
                Mark.Done,
                AccessWords.Origin(texts, row)!,
                texts[
                    by.Operation.Rights(by).Count > 1 ? CustomerAccessText.Line_GivenBy_Several : CustomerAccessText.Line_GivenBy_Help,
                    by.Id]);
        yield return ReviewLine.Effect(texts[CustomerAccessText.Line_Nobody]);
        yield return new ReviewLine(Mark.Caution, texts[CustomerAccessText.Line_NoUndo]);
    }

    private static ReviewLine MayAssign(Texts texts) => new(Mark.Done, texts[GrantOwnerText.Line_PartnerMayAssign]);

    private static ReviewLine MayNotAssign<TForm>(Texts texts, AccessReview<TForm> review, string adminAgents)
        where TForm : AccessForm
    {
        var name = review.Found.Subscription!.Name;
        return new ReviewLine(
            Mark.Failed,
            texts[GrantOwnerText.Refusal_PartnerMayNotAssign, name],
            texts[GrantOwnerText.Recipe, adminAgents, review.Found.SubscriptionId, review.Form.Customer])
        {
            Why = new Refusal("GrantOwner.PartnerMayNotAssign", name),
        };
    }
}
