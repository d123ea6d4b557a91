using System.Globalization;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>Buys a savings plan: final, which is said on its form, its review and to the approver, before anybody clicks.</summary>
internal sealed class CommitDialog(ManageParts parts)
    : ReviewDialog<CommitForm, CommitReview>(
        ReservationsDialog.Entry with { Area = "ReservationCommit" }, parts.Customers, parts.Forms)
{
    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.BuyReservations);

    protected override string FirstStep => "commit";

    protected override CommitForm Blank(string form, string customer) =>
        new(form, customer, "", "P1Y", "", "USD") { Scope = "Shared", Billing = "Monthly" };

    /// <summary>A recommendation opens it filled in, the card that buys a reservation with its subscription.</summary>
    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        if (turn.Input["subscription"].Length == 0 || !Guid.TryParse(words, out _))
            return await SaidAsync(turn, words, ct);
        var sent = CommitForm.Read(turn.Input, CultureInfo.InvariantCulture);
        var blank = Blank(await FormIdAsync(turn, ct), sent.Customer);
        return await FormAsync(
            turn,
            blank with
            {
                Subscription = sent.Subscription,
                Hourly = sent.Amount is { } amount ? amount.Amount.ToString(turn.Texts.Culture) : "",
                Term = sent.Term.Length > 0 ? sent.Term : blank.Term,
                Currency = sent.Currency.Length > 0 ? sent.Currency : blank.Currency,
                Scope = sent.Scope.Length > 0 ? sent.Scope : blank.Scope,
            },
            FormNotice.None,
            ct);
    }

    /// <summary>A phrase may have told for how long, and how it is paid.</summary>
    private async Task<DialogReply> SaidAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, FirstStep);
        if (customer is null)
            return Show(card!);
        var blank = Blank(await FormIdAsync(turn, ct), customer.Id);
        var (term, billing) = (turn.Input["term"], turn.Input["billing"]);
        return await FormAsync(
            turn,
            blank with
            {
                Term = term is "P1Y" or "P3Y" ? term : term.Length > 0 ? "" : blank.Term,
                Billing = billing is "Monthly" or "Upfront" ? billing : billing.Length > 0 ? "" : blank.Billing,
            },
            FormNotice.None,
            ct);
    }

    protected override async Task<(CommitForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var form = CommitForm.Read(turn.Input, turn.Texts.Culture);
        if (form.Subscription.Length > 0 && !Guid.TryParse(form.Subscription, out _) && Guid.TryParse(form.Customer, out _))
        {
            var sold = await turn.ProbeAsync(token => parts.Azure.ListAzureSubscriptionsAsync(form.Customer, token), ct);
            form = form with { Subscription = Searches.ValueOf(form.Subscription, CommitCards.Subscriptions(sold.Value ?? [])) };
        }

        return (form, form.Errors());
    }

    protected override async Task<DialogReply> FormAsync(DialogTurn turn, CommitForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        var reading = turn.ProbeAsync(token => parts.Azure.GetCustomerAsync(form.Customer, token), ct);
        var sold = await turn.ProbeAsync(token => parts.Azure.ListAzureSubscriptionsAsync(form.Customer, token), ct);
        var relation = await reading;
        var banner = notice.Errors.Count > 0
            ? Look.ToMend(turn.Texts, notice.Errors)
            : notice.Banner;
        if ((relation.Fault ?? sold.Fault) is { } fault)
            banner ??= RefusalCards.Banner(Refusal.From(fault), turn.Texts);
        var name = relation.Value?.Customer.Name ?? parts.Azure.FindKnownCustomer(form.Customer)?.Name ?? form.Customer;
        return Show(CommitCards.Form(turn.Texts, form, name, sold.Value ?? [], notice with { Banner = banner }), notice.Refused);
    }

    protected override async Task<CommitReview> ReviewAsync(DialogTurn turn, CommitForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => parts.Azure.GetCustomerAsync(form.Customer, token), ct);
        var sold = turn.ProbeAsync(token => parts.Azure.ListAzureSubscriptionsAsync(form.Customer, token), ct);
        var verdict = turn.ProbeAsync(token => parts.Azure.ValidatePlanAsync(form.Customer, form.Purchase(PlanName()), token), ct);
        var approvers = turn.ProbeAsync(token => parts.Callers.ListApproversAsync(form.Customer, token), ct);
        return new CommitReview(form, await relation, await sold, await verdict, await approvers);
    }

    protected override ReviewText Say(DialogTurn turn, CommitReview review)
    {
        var (texts, form) = (turn.Texts, review.Form);
        return new ReviewText(
            texts[ReservationCommitText.ReviewTitle, CommitCards.Hourly(texts, form.Amount!), ProductWords.Term(texts, form.Term)],
            [
                new ReviewLine(Mark.Caution, texts[ReservationCommitText.Final], texts[ReservationCommitText.Final_Help]),
                .. Lines(texts, review),
                ReviewLine.Approvers(texts, "ReservationCommit", review.Approvers, turn.Caller.Person),
            ],
            [
                .. CommitCards.Facts(texts, form.Purchase(PlanName()), review.Sold(form.Subscription)?.Name ?? form.Subscription),
                (texts[ReservationCommitText.Reason], form.Reason),
            ]);
    }

    protected override Operation Make(DialogTurn turn, CommitReview review)
    {
        var (customer, form) = (review.Relation.Value!.Customer, review.Form);
        return new CommitOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = form.Reason,
            Plan = form.Purchase(PlanName()),
            SubscriptionName = review.Sold(form.Subscription)!.Name,
        };
    }

    private static IEnumerable<ReviewLine> Lines(Texts texts, CommitReview review)
    {
        if (review.Relation.Fault is { } unread)
            yield return ReviewLine.Of(texts, unread);
        if (review.Subscriptions.Fault is { } unseen)
        {
            yield return ReviewLine.Of(texts, unseen);
            yield break;
        }

        if (review.Sold(review.Form.Subscription) is not { IsActive: true } sold)
        {
            yield return ReviewLine.Of(texts, new Refusal("ReservationCommit.NotOurs"));
            yield break;
        }

        yield return ReviewLine.Effect(texts[ReservationCommitText.Line_Pays, sold.Name]);
        if (review.Verdict.Fault is { } fault)
            yield return ReviewLine.Of(texts, fault);
        else if (review.Verdict.Value is { IsValid: false } no)
            yield return ReviewLine.Of(texts, new Refusal("ReservationCommit.Invalid", no.Words) { Code = no.Code });
        else
            yield return new ReviewLine(Mark.Done, texts[ReservationCommitText.Line_Valid]);
    }

    /// <summary>As the portal names them, with the day.</summary>
    private string PlanName() => "Compute_SavingsPlan_" + parts.Time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What is known of a savings plan that is to be bought.</summary>
/// <param name="Verdict">What the service says of it.</param>
internal sealed record CommitReview(
    CommitForm Form,
    Probe<CustomerRelation> Relation,
    Probe<IReadOnlyList<AzureSubscription>> Subscriptions,
    Probe<PlanVerdict> Verdict,
    Probe<IReadOnlyList<Person>> Approvers)
    : ChangeReview<CommitForm>(Form)
{
    public override Refusal? TryAgain =>
        Relation.Transient ?? Subscriptions.Transient ?? Verdict.Transient ?? Approvers.Transient;

    /// <summary>The customer's subscription of that id, bought through us.</summary>
    public AzureSubscription? Sold(string id) =>
        Subscriptions.Value?.FirstOrDefault(one => one.Id.Equals(id, StringComparison.OrdinalIgnoreCase));
}
