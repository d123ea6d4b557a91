using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What all acts on a reservation that runs are made of.</summary>
internal sealed record ManageParts(
    AzureOperations Azure, CallerResolver Callers, CustomerChoice Customers, FormSeal Forms, PurchaseOptions Purchases, TimeProvider Time)
{
    /// <summary>Microsoft's dated rules.</summary>
    public Rules Rules => Purchases.Rules;
}

/// <summary>
/// An act on one reservation that runs: which one, the act's own fields → what changes, on what Azure says of it now → sealed and
/// submitted. An act says its fields, its lines, what is before and after, and the operation.
/// </summary>
internal abstract class ManageDialog<TForm>(string act, ManageParts parts)
    : ReviewDialog<TForm, ManageReview<TForm>>(
        ReservationsDialog.Entry with { Area = "ReservationManage" }, parts.Customers, parts.Forms)
    where TForm : ManageForm
{
    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.AskReservations);

    protected AzureOperations Azure => parts.Azure;

    protected Rules Rules => parts.Rules;

    protected DateTimeOffset Now => parts.Time.GetUtcNow();

    protected override string FirstStep => act;

    /// <summary>Opened for one reservation it shows at once what changes.</summary>
    protected virtual bool IsShownAtOnce => false;

    protected abstract TForm Read(FormInput input);

    /// <summary>The act's own fields.</summary>
    /// <param name="running">All that run, the chosen one too.</param>
    /// <param name="subscriptions">The customer's, as choices.</param>
    protected abstract IEnumerable<AdaptiveElement?> Fields(
        Texts texts, TForm form, IReadOnlyList<Reservation> running, IReadOnlyList<AzureSubscription> subscriptions);

    /// <summary>Somebody has to approve it unless a rule says otherwise.</summary>
    protected abstract bool NeedsApproval(TForm form);

    /// <summary>What the act asks besides.</summary>
    protected virtual Task<ManageReview<TForm>> LookAsync(
        DialogTurn turn, ManageReview<TForm> review, Reservation one, CancellationToken ct) => Task.FromResult(review);

    /// <summary>The title's words.</summary>
    protected abstract string Title(Texts texts, TForm form, string product);

    /// <summary>The prerequisites of the act alone.</summary>
    protected abstract IEnumerable<ReviewLine> Lines(Texts texts, ManageReview<TForm> review, Reservation one);

    /// <summary>What it is before, and what it is to be.</summary>
    protected abstract IEnumerable<(string Name, string Value)> Changes(Texts texts, ManageReview<TForm> review, Reservation one);

    protected abstract Operation Make(ManageReview<TForm> review, Reservation one, Customer customer);

    protected override TForm Blank(string form, string customer) => Read(FormInput.Empty) with { Form = form, Customer = customer };

    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        if (turn.Input["reservation"].Length == 0 || !Guid.TryParse(words, out _))
            return await base.CustomerAsync(turn, words, ct);
        return IsShownAtOnce
            ? await DetailsAsync(turn, ct)
            : await FormAsync(turn, Read(turn.Input) with { Form = await FormIdAsync(turn, ct) }, FormNotice.None, ct);
    }

    /// <summary>With the reservation's id where a client sent what the choice says.</summary>
    protected override async Task<(TForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = Read(turn.Input);
        if (form.Reservation.Length > 0 && !Guid.TryParse(form.Reservation, out _) && Guid.TryParse(form.Customer, out _))
        {
            var all = await turn.ProbeAsync(token => Azure.ListReservationsAsync(form.Customer, token), ct);
            form = form with { Reservation = Searches.ValueOf(form.Reservation, ManageCards.Choices(turn.Texts, Running(all.Value))) };
        }

        return (form, form.Errors());
    }

    protected override async Task<DialogReply> FormAsync(DialogTurn turn, TForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        var relation = turn.ProbeAsync(token => Azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(token => Azure.ListReservationsAsync(form.Customer, token), ct);
        var sold = turn.ProbeAsync(token => Azure.ListAzureSubscriptionsAsync(form.Customer, token), ct);
        var (customer, all, subscriptions) = (await relation, await listing, await sold);
        var running = Running(all.Value);
        var banner = notice.Errors.Count > 0
            ? Look.ToMend(turn.Texts, notice.Errors)
            : notice.Banner;
        if ((customer.Fault ?? all.Fault) is { } fault)
            banner ??= RefusalCards.Banner(Refusal.From(fault), turn.Texts);
        else if (running.Count == 0)
            banner ??= Look.Banner(
                Look.Warning, turn.Texts[ReservationManageText.NoneRuns], turn.Texts[ReservationManageText.NoneRuns_Help]);
        var name = customer.Value?.Customer.Name ?? Azure.FindKnownCustomer(form.Customer)?.Name ?? form.Customer;
        return Show(
            ManageCards.Form(
                turn.Texts,
                new ManageFormCard(form, act, name, running, banner, notice.Errors),
                Fields(turn.Texts, form, running, subscriptions.Value ?? [])),
            notice.Refused);
    }

    protected override async Task<ManageReview<TForm>> ReviewAsync(DialogTurn turn, TForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => Azure.GetCustomerAsync(form.Customer, token), ct);
        var found = turn.ProbeAsync(token => Azure.FindOrderOfReservationAsync(form.Customer, form.Reservation, token), ct);
        var asksOnly = !turn.Caller.May(PartnerPower.ManageReservations);
        var approvers = asksOnly || NeedsApproval(form)
            ? turn.ProbeAsync(token => parts.Callers.ListApproversAsync(form.Customer, token), ct)
            : null;
        var review = new ManageReview<TForm>(form, await relation, await found, approvers is null ? null : await approvers);
        return review.One is { } one && one.RunsAt(Now) ? await LookAsync(turn, review, one, ct) : review;
    }

    protected override ReviewText Say(DialogTurn turn, ManageReview<TForm> review)
    {
        var texts = turn.Texts;
        if ((review.Relation.Fault ?? review.Found.Fault) is { } fault)
            return new ReviewText(texts[ReservationManageText.Name], [ReviewLine.Of(texts, fault)], []);
        var customer = review.Relation.Value!.Customer;
        if (review.One is not { } one)
            return new ReviewText(
                texts[ReservationManageText.Name], [ReviewLine.Of(texts, new Refusal("ReservationManage.Gone", customer.Name))], []);
        var product = ManageCards.Product(texts, one);
        var title = Title(texts, review.Form, product);
        if (!one.RunsAt(Now))
            return new ReviewText(title, [ReviewLine.Of(texts, new Refusal("ReservationManage.NotRunning", product))], []);
        return new ReviewText(
            title,
            [
                new ReviewLine(
                    Mark.Done,
                    texts[ReservationManageText.Line_Runs, customer.Name, one.ExpiresAt is { } end ? texts.Day(end) : "?"]),
                .. Lines(texts, review, one),
                review.Approvers is { } approvers
                    ? ReviewLine.Approvers(texts, "ReservationManage", approvers, turn.Caller.Person)
                    : ReviewLine.Effect(texts[ReservationManageText.Line_Nobody]),
            ],
            [.. Changes(texts, review, one), (texts[ReservationManageText.Reason], review.Form.Reason)]);
    }

    protected override Operation Make(DialogTurn turn, ManageReview<TForm> review) =>
        Make(review, review.One!, review.Relation.Value!.Customer);

    private IReadOnlyList<Reservation> Running(IReadOnlyList<Reservation>? all) =>
        [.. (all ?? []).Where(one => one.RunsAt(Now) && !one.IsArchived)];
}
