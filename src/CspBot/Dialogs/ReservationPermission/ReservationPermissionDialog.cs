using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Permissions;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.ReservationPermission;

/// <summary>
/// Reservation permission: one customer's card with live prerequisites and switches, which
/// is submitted as it stands; and who is on.
/// </summary>
internal sealed class ReservationPermissionDialog(
    AzureOperations azure,
    CallerResolver callers,
    CustomerChoice customers,
    FormSeal forms,
    ReservationPermissionList list,
    PurchasesDesk purchases,
    TimeProvider time) : ChangeDialog<ReservationPermissionForm, ReservationPermissionReview>(Entry, customers, forms)
{
    private static readonly Dictionary<string, string> s_noErrors = [];

    public static DialogEntry Entry { get; } = new(
        PermissionWatch.Topic,
        "ReservationPermission",
        typeof(ReservationPermissionDialog),
        new Dictionary<string, Type> { ["reservation-permission"] = typeof(ReservationPermissionOperation) })
    {
        Typed =
        [
            new(
                "",
                "permission", "do-switch permission", "reservation permission", "do-let permission",
                "who can do-buy reservation? savings?", "who do-let do-buy reservation? savings?", "can do-buy reservation? savings?",
                "do-let do-buy reservation? savings?", "do-let reservation", "do-let savings", "do-stop do-buy reservation? savings?",
                "do-switch do-buy reservation? savings?", "do-buy self reservation?", "who permission",
                "others-deed do-buy reservation? savings?", "others-wish do-buy reservation? savings?")
            {
                Fields = ["customer", "turn", "kind", "until"],
                Changes = true,
                ShowsState = true,
            },
        ],
    };

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.SeePermission);

    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        words.Length == 0 && MayChange(turn) ? list.ShowAsync(turn, ct) : CustomerAsync(turn, words, ct);

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "list" or "export" or "off" or "submit" when !MayChange(turn) =>
            Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("RoleMissing." + PartnerRole.AdminAgent))),
        "list" => list.ShowAsync(turn, ct),
        "export" => list.ExportAsync(turn, ct),
        "off" => Task.FromResult<DialogReply>(Off(turn)),

        // A card of an earlier version: this one has the way to the plan.
        "plan" => base.StepAsync(turn, "customer", ct),
        "back" when MayChange(turn) => list.ShowAsync(turn, ct),
        _ => base.StepAsync(turn, step, ct),
    };

    private static bool MayChange(DialogTurn turn) => turn.Caller.May(PartnerPower.ChangePermission);

    /// <summary>Another card, or a phrase, may open this one with the switches set.</summary>
    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct);
        if (customer is null)
            return Show(card!);
        var form = ReservationPermissionForm.Read(turn.Input) with
        {
            Form = await Seals.NewFormAsync(ct),
            Customer = customer.Id,
            Liability = "",
        };
        if (turn.Input["turn"] is "on" or "off")
            form = Turned(form, turn.Input["turn"] == "on" ? "true" : "false", turn.Input["kind"]);
        var review = await ReviewAsync(turn, form, ct);
        if (!MayChange(turn))
            return Show(Answering(
                turn, review, ReservationPermissionCards.ReadOnly(turn.Texts, review, turn.Caller.May(PartnerPower.BuyPlan))));
        review = review with { Form = form with { Shown = review.Permissions.Value ?? ReservationPermissions.None } };
        var later = review.Unread is { } unread ? RefusalCards.Banner(unread, turn.Texts) : null;
        return Show(Answering(turn, review, await CardAsync(turn, review, later, s_noErrors, ct)));
    }

    /// <summary>A question is answered in a sentence, above what the card shows anyway.</summary>
    private static AdaptiveCard Answering(DialogTurn turn, ReservationPermissionReview review, AdaptiveCard card) =>
        turn.Input.IsTrue(Remarks.Asked) && review.Permissions.Value is { } now
            ? WithBanner(card, Look.Banner(Look.Calm, ReservationPermissionCards.Answer(turn.Texts, review.CustomerName, now)), turn)
            : card;

    private static ReservationPermissionForm Turned(ReservationPermissionForm form, string wanted, string kind) => form with
    {
        ReservedInstances = kind == "savingsPlan" ? "" : wanted,
        SavingsPlan = kind == "reservedInstances" ? "" : wanted,
    };

    protected override Task<(ReservationPermissionForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var form = ReservationPermissionForm.Read(turn.Input);
        return Task.FromResult((form, form.Errors(time.GetUtcNow(), turn.TimeZone, purchases.Watches)));
    }

    protected override async Task<ReservationPermissionReview> ReviewAsync(
        DialogTurn turn, ReservationPermissionForm form, CancellationToken ct) =>
        await ReservationPermissionReview.ReadAsync(azure, callers, turn, form, ct) with
        {
            LooksEvery = await purchases.LooksEveryAsync(form.Change.SavingsPlan == true, ct),
        };

    protected override async Task<DialogReply?> InTheWayAsync(
        DialogTurn turn, ReservationPermissionReview review, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var texts = turn.Texts;
        if (review.TryAgain is { } later)
            return Show(await CardAsync(turn, review, RefusalCards.Banner(later, texts), s_noErrors, ct));
        if (errors.Count > 0)
        {
            // A form that turns something on without the tick did not come from a careful hand: it leaves a trace.
            var careless = errors.ContainsKey("liability") ? new Refusal("ReservationPermission.LiabilityMissing") : null;
            var mend = Look.ToMend(texts, errors);
            return Show(await CardAsync(turn, review, mend, errors, ct), careless);
        }

        if (review.Form.TurnsOn ? !review.MayBeTurnedOn : review.Permissions.Value is null)
        {
            var lines = ReservationPermissionCards.Missing(texts, review);
            var missing = Look.Banner(Look.Attention, texts[ReservationPermissionText.Refusal_NotReady], [.. lines]);
            return Show(await CardAsync(turn, review, missing, s_noErrors, ct), new Refusal("ReservationPermission.NotReady"));
        }

        var now = review.Permissions.Value!;
        var nothing = Look.Banner(Look.Calm, texts[ReservationPermissionText.NothingToChange]);
        return review.Form.Change.ApplyTo(now) == now ? Show(await CardAsync(turn, review, nothing, s_noErrors, ct)) : null;
    }

    protected override Task<AdaptiveCard> CardAsync(DialogTurn turn, ReservationPermissionReview review, CancellationToken ct) =>
        CardAsync(turn, review, null, s_noErrors, ct);

    protected override Operation Make(DialogTurn turn, ReservationPermissionReview review) => new ReservationPermissionOperation
    {
        CustomerId = review.Relation.Value?.Customer.Id ?? review.Form.Customer,
        CustomerName = review.CustomerName,
        Reason = review.Form.Reason,
        ReservedInstances = review.Form.Change.ReservedInstances,
        SavingsPlan = review.Form.Change.SavingsPlan,
        Until = review.Form.End(turn.TimeZone),
        ClosesAfter = review.Form is { TurnsOn: true, ClosesAfter: { Length: > 0 } closesAfter } ? closesAfter : null,
        LooksEvery = review.Form is { TurnsOn: true, ClosesAfter.Length: > 0 } ? review.LooksEvery : null,
    };

    /// <summary>The card with whatever is wanted; it shows what stands now, or what was shown when that cannot be read.</summary>
    private async Task<AdaptiveCard> CardAsync(
        DialogTurn turn,
        ReservationPermissionReview review,
        AdaptiveElement? banner,
        IReadOnlyDictionary<string, string> errors,
        CancellationToken ct)
    {
        var form = review.Form.On(review.Now, turn.Texts.Language);
        var view = new ReservationPermissionFormView(
            turn.Caller.Person, await SealAsync(turn, form, ct), time.GetUtcNow(), IsFilled: turn.Input["seal"].Length > 0);
        var card = ReservationPermissionCards.Form(
            turn.Texts,
            review with { Form = form },
            view with
            {
                Banner = banner,
                Errors = errors,
                LooksEvery = review.LooksEvery,
                MayBuyPlan = turn.Caller.May(PartnerPower.BuyPlan),
                Decides = await DecidesAsync(turn, review, ct),
            });
        return Warned(card, turn, review.Form.Customer, review.CustomerName);
    }

    /// <summary>Who decides on turning on, as it is filled in; or as a whole, where nothing is yet.</summary>
    private async Task<IReadOnlyList<ReviewLine>> DecidesAsync(DialogTurn turn, ReservationPermissionReview review, CancellationToken ct)
    {
        if (!review.MayBeTurnedOn || review.Now is { ReservedInstances: true, SavingsPlan: true })
            return [];
        var form = review.Form.TurnsOn
            ? review.Form
            : review.Form with { Shown = ReservationPermissions.None, ReservedInstances = "true", SavingsPlan = "true" };
        var decides = ReservationPermissionCards.Approvers(turn.Texts, review, turn.Caller.Person);
        return await PolicyReview.WhoDecidesAsync(turn, Line, decides, Make(turn, review with { Form = form }), ct);
    }

    /// <summary>
    /// Everything that is on goes off, with one click on the list or on a notice. Whoever may read those may
    /// click there: it is the clicker's request.
    /// </summary>
    private DialogReply.Submit Off(DialogTurn turn) =>
        new(null, [turn.Input["customer"]], ct => OffAsync(turn, turn.Input["customer"], ct));

    private async Task<SubmitReply> OffAsync(DialogTurn turn, string customer, CancellationToken ct)
    {
        var form = ReservationPermissionForm.Off(await Seals.NewFormAsync(ct), customer, turn.Texts.Language);
        var review = await ReviewAsync(turn, form, ct);
        review = review with { Form = form with { Shown = review.Now } };
        var banner = review.Permissions.Value is null ? RefusalCards.Banner(Refusal.From(review.Permissions.Fault!), turn.Texts)
            : !review.Now.Any ? Look.Banner(Look.Calm, turn.Texts[ReservationPermissionText.OffAlready])
            : null;
        var card = await CardAsync(turn, review, banner, s_noErrors, ct);
        return banner is not null
            ? new SubmitReply.Instead(Show(card))
            : new SubmitReply.StartRequest(
                Make(turn, review),
                new Dictionary<string, string?> { ["shown"] = review.Form.Told["shown"] },
                reason => WithBanner(card, RefusalCards.Banner(reason, turn.Texts), turn));
    }
}
