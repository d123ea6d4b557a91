using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Permissions;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>Reservation permission: who is on; one customer's card with live prerequisites and switches; submit.</summary>
internal sealed class ReservationPermissionDialog(
    AzureOperations azure,
    CallerResolver callers,
    CustomerChoice customers,
    FormSeal forms,
    ReservationPermissionList list,
    TimeProvider time) : Dialog(Entry)
{
    public static DialogEntry Entry { get; } = new(
        PermissionWatch.Topic,
        "ReservationPermission",
        new(["reservation permission"], ["autorisation réservation"]),
        typeof(ReservationPermissionDialog),
        new Dictionary<string, Type> { ["reservation-permission"] = typeof(ReservationPermissionOperation) });

    public override IReadOnlyList<PartnerRole> Roles { get; } = [PartnerRole.AdminAgent, PartnerRole.SalesAgent, PartnerRole.HelpdeskAgent];

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        words.Length == 0 && MayChange(turn) ? list.ShowAsync(turn, ct) : CustomerAsync(turn, words, ct);

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "customer" => CustomerAsync(turn, turn.Input["customer"], ct),
        "plan" => PlanAsync(turn, ct),
        "back" => MayChange(turn) ? list.ShowAsync(turn, ct) : CustomerAsync(turn, "", ct),
        "cancel" => Task.FromResult(Closed(turn)),
        "list" or "export" or "off" or "submit" when !MayChange(turn) => Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("RoleMissing." + PartnerRole.AdminAgent))),
        "list" => list.ShowAsync(turn, ct),
        "export" => list.ExportAsync(turn, ct),
        "off" => Task.FromResult<DialogReply>(Off(turn)),
        "submit" => Task.FromResult<DialogReply>(Submit(turn, ReservationPermissionForm.Read(turn.Input))),
        _ => Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("UnknownButton"))),
    };

    private static bool MayChange(DialogTurn turn) => turn.Caller.Has(PartnerRole.AdminAgent);

    private async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await customers.ChooseAsync(this, turn, words, ct);
        if (customer is null)
            return Show(card!);
        var review = await ReservationPermissionReview.ReadAsync(azure, callers, turn, customer.Id, ct);
        if (!MayChange(turn))
            return Show(ReservationPermissionCards.ReadOnly(turn.Texts, customer.Id, review));

        // Another card may open this one with both switches set to off.
        var now = review.Policy.Value ?? ReservationPermissions.None;
        var form = ReservationPermissionForm.Read(turn.Input) with { Form = await forms.NewFormAsync(ct), Customer = customer.Id, Shown = now, Liability = "" };
        if (turn.Input["turn"] == "off")
            form = form with { ReservedInstances = "false", SavingsPlan = "false" };
        return Show(await CardAsync(turn, form, review, review.TryAgain is { } later ? RefusalCards.Banner(later, turn.Texts) : null, null, ct));
    }

    /// <summary>The card with whatever is wanted; it shows what stands now, or what was shown when that cannot be read.</summary>
    private async Task<AdaptiveCard> CardAsync(DialogTurn turn, ReservationPermissionForm form, ReservationPermissionReview review, AdaptiveElement? banner, IReadOnlyDictionary<string, string>? errors, CancellationToken ct)
    {
        form = form.On(review.Policy.Value ?? form.Shown, turn.Texts.Language);
        var seal = await forms.SealAsync(new Shown(Name + "/submit", form.Form, turn.Caller.Person, form.Sealed), ct);
        return ReservationPermissionCards.Form(turn.Texts, form, review, turn.Caller.Person, seal, time.GetUtcNow(), banner, errors ?? new Dictionary<string, string>(), turn.Input["seal"].Length > 0);
    }

    private DialogReply.Submit Submit(DialogTurn turn, ReservationPermissionForm form) =>
        new(turn.Caller.Person, form.Sealed, ct => OpenedAsync(turn, form, ct));

    private async Task<SubmitReply> OpenedAsync(DialogTurn turn, ReservationPermissionForm form, CancellationToken ct)
    {
        var review = await ReservationPermissionReview.ReadAsync(azure, callers, turn, form.Customer, ct);

        // Turning off waits for nothing but the policy itself: what it costs grows while it is on.
        if ((form.TurnsOn ? review.TryAgain : review.Policy.Transient) is { } later)
            return Instead(await CardAsync(turn, form, review, RefusalCards.Banner(later, turn.Texts), null, ct));
        var errors = form.Errors(time.GetUtcNow(), turn.TimeZone);
        if (errors.Count > 0)
        {
            // A form that turns something on without the tick did not come from a careful hand: it leaves a trace.
            var careless = errors.ContainsKey("liability") ? new Refusal("ReservationPermission.LiabilityMissing") : null;
            var mend = Look.Banner(Look.Attention, turn.Texts[CommonText.FieldsToMend], [.. errors.Values.Select(error => turn.Texts[error])]);
            return Instead(await CardAsync(turn, form, review, mend, errors, ct), careless);
        }

        if (form.TurnsOn ? !review.MayBeTurnedOn : review.Policy.Value is null)
        {
            var lines = ReservationPermissionCards.Missing(turn.Texts, form.Customer, review);
            var missing = Look.Banner(Look.Attention, turn.Texts[ReservationPermissionText.Refusal_NotReady], [.. lines]);
            return Instead(await CardAsync(turn, form, review, missing, null, ct), new Refusal("ReservationPermission.NotReady"));
        }

        var now = review.Policy.Value!;
        if (form.Change.ApplyTo(now) == now)
        {
            var nothing = Look.Banner(Look.Calm, turn.Texts[ReservationPermissionText.NothingToChange]);
            return Instead(await CardAsync(turn, form, review, nothing, null, ct));
        }

        var again = await CardAsync(turn, form, review, null, null, ct);
        return new SubmitReply.StartRequest(
            new ReservationPermissionOperation
            {
                CustomerId = review.Relation.Value?.Customer.Id ?? form.Customer,
                CustomerName = review.CustomerName(form.Customer),
                Reason = form.Reason,
                ReservedInstances = form.Change.ReservedInstances,
                SavingsPlan = form.Change.SavingsPlan,
                Until = form.End(turn.TimeZone),
            },
            ShownIn(form),
            reason => WithReason(again, reason, turn));
    }

    /// <summary>What the person saw and agreed to, in the words and the language of the card.</summary>
    private static Dictionary<string, string?> ShownIn(ReservationPermissionForm form) => new()
    {
        ["shown"] = form.ShownFlags,
        ["reservedInstances"] = form.ReservedInstances,
        ["savingsPlan"] = form.SavingsPlan,
        ["until"] = form.Until,
        ["reason"] = form.Reason,
        ["liability"] = form.TurnsOn ? form.Liability : null,
        ["liabilityText"] = form.TurnsOn ? Texts.For(form.Language)[ReservationPermissionText.Liability] : null,
        ["liabilityLanguage"] = form.TurnsOn ? form.Language : null,
    };

    /// <summary>
    /// Everything that is on goes off, with one click on the list or on a notice. Whoever may read those may click there: it is the clicker's request.
    /// </summary>
    private DialogReply.Submit Off(DialogTurn turn) => new(null, [turn.Input["customer"]], ct => OffAsync(turn, turn.Input["customer"], ct));

    private async Task<SubmitReply> OffAsync(DialogTurn turn, string customer, CancellationToken ct)
    {
        var review = await ReservationPermissionReview.ReadAsync(azure, callers, turn, customer, ct);
        var shown = review.Policy.Value ?? ReservationPermissions.None;
        var fresh = new ReservationPermissionForm(await forms.NewFormAsync(ct), customer, shown, turn.Texts.Language, "false", "false", "", "", "");
        if (review.Policy.Value is not { } now)
            return Instead(await CardAsync(turn, fresh, review, RefusalCards.Banner(Refusal.From(review.Policy.Fault!), turn.Texts), null, ct));
        if (!now.Any)
            return Instead(await CardAsync(turn, fresh, review, Look.Banner(Look.Calm, turn.Texts[ReservationPermissionText.OffAlready]), null, ct));
        var again = await CardAsync(turn, fresh, review, null, null, ct);
        return new SubmitReply.StartRequest(
            new ReservationPermissionOperation
            {
                CustomerId = customer,
                CustomerName = review.CustomerName(customer),
                ReservedInstances = now.ReservedInstances ? false : null,
                SavingsPlan = now.SavingsPlan ? false : null,
            },
            new Dictionary<string, string?> { ["shown"] = fresh.ShownFlags },
            reason => WithReason(again, reason, turn));
    }

    private async Task<DialogReply> PlanAsync(DialogTurn turn, CancellationToken ct)
    {
        if (!Guid.TryParse(turn.Input["customer"], out var id))
            return new DialogReply.Refuse(new Refusal("UnknownButton"));
        var relation = await turn.ReadAsync(token => azure.GetCustomerAsync(id.ToString(), token), ct);
        return Show(ReservationPermissionCards.Plan(turn.Texts, relation.Customer.Id, relation.Customer.Name));
    }

    private static AdaptiveCard WithReason(AdaptiveCard card, Refusal reason, DialogTurn turn)
    {
        card.Body.Insert(1, RefusalCards.Banner(reason, turn.Texts));
        return CardFit.Fit(card, turn.Texts);
    }

    private static SubmitReply.Instead Instead(AdaptiveCard card, Refusal? refused = null) => new(Show(card, refused));
}
