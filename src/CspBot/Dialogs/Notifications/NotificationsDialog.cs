using System.Globalization;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Notifications;

/// <summary>Notifications: who hears of what customers buy, and every click on such a notice.</summary>
internal sealed class NotificationsDialog(
    Subscriptions subscriptions,
    PurchasesDesk purchases,
    PurchaseOptions options,
    Searches searches,
    AzureOperations azure,
    FormSeal forms,
    TimeProvider time) : Dialog(Entry)
{
    public static DialogEntry Entry { get; } = new(
        "notifications",
        "Notifications",
        typeof(NotificationsDialog),
        new Dictionary<string, Type>())
    {
        Typed = [new("", "notifications", "do-notify", "do-notify buying", "do-notify do-buy")],
    };

    private const int Listed = 12;

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.SeePurchases);

    /// <summary>Words behind the phrase are a customer: its notices, for oneself.</summary>
    public override Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        words.Length > 0 ? NewAsync(turn, NotificationsForm.Me, words, ct) : ListAsync(turn, null, ct);

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "list" or "back" => ListAsync(turn, null, ct),
        "new" => NewAsync(turn, NotificationsForm.Me, "", ct),
        "here" => NewAsync(turn, NotificationsForm.Here, "", ct),
        "edit" => EditAsync(turn, ct),
        "save" => SaveAsync(turn, ct),
        "remove" => RemoveAsync(turn, ct),
        "mute" => MuteAsync(
            turn,
            turn.Input["mute"] switch
            {
                "1h" => TimeSpan.FromHours(1),
                "1d" => TimeSpan.FromDays(1),
                "7d" => TimeSpan.FromDays(7),
                _ => TimeSpan.FromHours(4),
            },
            ct),
        "unmute" => MuteAsync(turn, null, ct),
        "status" => StatusAsync(turn, ct),
        "cancel" => Task.FromResult(Closed(turn)),
        "acknowledge" => TakeAsync(turn, ct),
        "details" => LookAsync(
            turn,
            (purchase, banner) => PurchaseCards.Notice(
                turn.Texts, purchase.Purchase, Reading(turn) with { Banner = banner }, purchase.Taken, options),
            ct),
        "advice" => LookAsync(
            turn, (purchase, banner) => NotificationsCards.Advice(turn.Texts, purchase.Purchase, Zone(turn), options, banner), ct),
        _ => Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("UnknownButton"))),
    };

    private async Task<DialogReply> ListAsync(DialogTurn turn, AdaptiveElement? banner, CancellationToken ct)
    {
        var routing = await subscriptions.ReadAsync(turn.Caller.Person.TenantId, ct);
        var place = PlaceOf(turn);
        var made = routing.Routes
            .Where(route => route.Id != Subscriptions.DefaultRoute && (route.CustomerId is not { } one || turn.Caller.Sees(one)))
            .ToList();
        var isAdmin = turn.Caller.Has(PartnerRole.AdminAgent);
        List<NoticeRoute> others = isAdmin && turn.IsPersonal ? [.. made.Where(route => route.Conversation is not null).Take(Listed)] : [];
        var names = await subscriptions.PlacesAsync(turn.Caller.Person.TenantId, others.Select(route => route.Target), ct);
        var view = new NotificationsView(
            turn.IsPersonal,
            MayRouteHere: !turn.IsPersonal && isAdmin,
            MayMute: (turn.IsPersonal || isAdmin)
                && (routing.MutedUntil.ContainsKey(place) || routing.Routes.Any(route => route.Target == place)),
            HasDefault: options.Conversation is { Length: > 0 },
            IsNobodyTold: routing.Routes.Count == 0,
            Mine: [.. made.Where(route => route.Target == place).Take(Listed)],
            Others: [.. others.Select(route => (route, NotificationsCards.Name(turn.Texts, names[route.Target])))],
            routing.MutedUntil.TryGetValue(place, out var muted) ? muted : null,
            await purchases.PausedUntilAsync(ct),
            options.PollInterval,
            Zone(turn))
        {
            Savings = turn.Caller.Only is null ? await purchases.CountSavingsAsync(ct) : null,
        };
        return Show(NotificationsCards.Overview(turn.Texts, view, banner));
    }

    private async Task<DialogReply> NewAsync(DialogTurn turn, string target, string words, CancellationToken ct)
    {
        if (target == NotificationsForm.Here && MayRouteHere(turn) is { } closed)
            return new DialogReply.Refuse(closed);
        var customers = await CustomersAsync(turn, words, ct);
        var form = new NotificationsForm
        {
            Id = await forms.NewFormAsync(ct),
            Target = target,
            TimeZone = Zone(turn),
            Customer = words.Length > 0 && customers is [var only] ? only.Value : "",
        };
        var offer = new RouteOffer(MayRouteHere(turn) is null, MayRemove: false, customers);
        return Show(NotificationsCards.Form(turn.Texts, form, offer, null, new Dictionary<string, string>()));
    }

    private async Task<DialogReply> EditAsync(DialogTurn turn, CancellationToken ct)
    {
        if (await subscriptions.FindAsync(turn.Input.Form, ct) is not { } route)
            return new DialogReply.Refuse(new Refusal("Notifications.UnknownRoute"));
        if (MayChange(turn, route) is { } refusal)
            return new DialogReply.Refuse(refusal);
        var customers = await CustomersAsync(turn, "", ct);
        if (route.CustomerId is { } id && customers.All(choice => choice.Value != id))
            customers = [new AdaptiveChoice { Title = route.CustomerName ?? id, Value = id }, .. customers];
        var offer = new RouteOffer(MayRouteHere(turn) is null, MayRemove: true, customers);
        return Show(NotificationsCards.Form(
            turn.Texts, NotificationsForm.Of(route, turn.Texts), offer, null, new Dictionary<string, string>()));
    }

    private async Task<DialogReply> SaveAsync(DialogTurn turn, CancellationToken ct)
    {
        var id = turn.Input.Form is { Length: > 0 } made ? made : await forms.NewFormAsync(ct);
        var form = NotificationsForm.Read(turn.Input, id, await searches.CustomerOfAsync(turn, turn.Input["customer"], ct), turn.Texts);
        var known = await subscriptions.FindAsync(form.Id, ct);
        if (known is not null && MayChange(turn, known) is { } foreign)
            return new DialogReply.Refuse(foreign);
        var stays = known is { Conversation: not null } && form.Target == NotificationsForm.Here;
        if (form.Target == NotificationsForm.Here && !stays && MayRouteHere(turn) is { } closed)
            return new DialogReply.Refuse(closed);
        var errors = form.Errors(turn.Texts);
        if (errors.Count > 0)
            return await MendAsync(turn, form, known is not null, null, errors, ct);

        Customer? customer = null;
        if (form.Customer.Length > 0)
        {
            var relation = await turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
            if (relation.Fault is { } fault)
                return await MendAsync(turn, form, known is not null, RefusalCards.Banner(Refusal.From(fault), turn.Texts), errors, ct);
            customer = relation.Value!.Customer;
        }

        await subscriptions.SaveAsync(RouteOf(turn, form, known, stays, customer), ct);
        return await ListAsync(turn, Look.Banner(Look.Good, turn.Texts[NotificationsText.Saved]), ct);
    }

    private static NoticeRoute RouteOf(DialogTurn turn, NotificationsForm form, NoticeRoute? known, bool stays, Customer? customer) => new()
    {
        Id = form.Id,
        Recipient = form.Target == NotificationsForm.Me ? turn.Caller.Person.ObjectId : null,
        Conversation = form.Target == NotificationsForm.Me ? null
            : stays ? known!.Conversation
            : ConversationStore.Key(turn.Place.ConversationId),
        TenantId = turn.Caller.Person.TenantId,
        Owner = known?.Owner ?? turn.Caller.Person.ObjectId,
        OwnerName = known?.OwnerName ?? turn.Caller.Person.Name,
        CustomerId = customer?.Id.ToLowerInvariant(),
        CustomerName = customer?.Name,
        Kinds = form.ChosenKinds,
        Minimum = form.MinimumAmount(turn.Texts),
        Digest = form.When == "digest",
        DigestAt = NotificationsForm.Time(form.DigestAt) ?? new TimeOnly(8, 0),
        QuietFrom = NotificationsForm.Time(form.QuietFrom),
        QuietTo = NotificationsForm.Time(form.QuietTo),
        TimeZone = form.TimeZone,
        Language = turn.Texts.Language,
    };

    private async Task<DialogReply> MendAsync(
        DialogTurn turn,
        NotificationsForm form,
        bool isKnown,
        AdaptiveElement? banner,
        IReadOnlyDictionary<string, string> errors,
        CancellationToken ct)
    {
        var offer = new RouteOffer(MayRouteHere(turn) is null, MayRemove: isKnown, await ListedAsync(turn, form.Customer, ct));
        return Show(NotificationsCards.Form(turn.Texts, form, offer, banner, errors));
    }

    private async Task<DialogReply> RemoveAsync(DialogTurn turn, CancellationToken ct)
    {
        if (await subscriptions.FindAsync(turn.Input.Form, ct) is { } route)
        {
            if (MayChange(turn, route) is { } refusal)
                return new DialogReply.Refuse(refusal);
            await subscriptions.RemoveAsync(route.Id, ct);
        }

        return await ListAsync(turn, Look.Banner(Look.Good, turn.Texts[NotificationsText.Removed]), ct);
    }

    private async Task<DialogReply> MuteAsync(DialogTurn turn, TimeSpan? span, CancellationToken ct)
    {
        if (!turn.IsPersonal && MayRouteHere(turn) is { } closed)
            return new DialogReply.Refuse(closed);
        await subscriptions.MuteAsync(
            PlaceOf(turn), span is { } length ? time.GetUtcNow() + length : null, turn.Caller.Person.ObjectId, ct);
        return await ListAsync(
            turn, Look.Banner(Look.Good, turn.Texts[span is null ? NotificationsText.Unmuted : NotificationsText.Muted]), ct);
    }

    /// <summary>Delivery per recipient: an admin agent sees all in their own chat, everybody else what went to where they are.</summary>
    private async Task<DialogReply> StatusAsync(DialogTurn turn, CancellationToken ct)
    {
        var place = PlaceOf(turn);
        var skip = int.TryParse(turn.Input["skip"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 0;
        var seesAll = turn.IsPersonal && turn.Caller.Only is null && turn.Caller.Has(PartnerRole.AdminAgent);
        var found = await subscriptions.StatusAsync(seesAll ? null : [place], skip, Listed + 1, ct);
        var notices = found.Take(Listed).Where(notice => Sees(turn, notice)).ToList();
        var names = await subscriptions.PlacesAsync(turn.Caller.Person.TenantId, notices.Select(notice => notice.Target), ct);
        string To(NoticeStatus notice) => notice.Target == place
            ? turn.Texts[turn.IsPersonal ? NotificationsText.ToYou : NotificationsText.ToHere]
            : NotificationsCards.Name(turn.Texts, names[notice.Target]);
        return Show(NotificationsCards.Status(turn.Texts, notices, To, Zone(turn), found.Count > Listed ? skip + Listed : null));
    }

    private async Task<DialogReply> TakeAsync(DialogTurn turn, CancellationToken ct)
    {
        var person = turn.Caller.Person;
        if (await FindAsync(turn, ct) is null
            || await purchases.TakeAsync(turn.Input["purchase"], person.ObjectId, person.Name, ct) is not { } told)
            return new DialogReply.Refuse(new Refusal("Notifications.UnknownPurchase"));
        var other = told.Taken is { } taken && !string.Equals(taken.ObjectId, person.ObjectId, StringComparison.OrdinalIgnoreCase)
            ? Look.Banner(Look.Calm, turn.Texts[NotificationsText.TakenAlready, taken.Name])
            : null;
        return Show(PurchaseCards.Notice(turn.Texts, told.Purchase, Reading(turn) with { Banner = other }, told.Taken, options));
    }

    /// <summary>A closer look, with the refund figure of this moment.</summary>
    private async Task<DialogReply> LookAsync(
        DialogTurn turn, Func<StoredPurchase, AdaptiveElement?, AdaptiveCard> card, CancellationToken ct)
    {
        if (await FindAsync(turn, ct) is not { } told)
            return new DialogReply.Refuse(new Refusal("Notifications.UnknownPurchase"));
        var live = await turn.ProbeAsync(token => purchases.AskRefundAsync(told.Purchase, token), ct);
        return Show(card(
            told with { Purchase = live.Value ?? told.Purchase },
            live.Fault is { } fault ? RefusalCards.Banner(Refusal.From(fault), turn.Texts) : null));
    }

    private async Task<StoredPurchase?> FindAsync(DialogTurn turn, CancellationToken ct) =>
        await purchases.FindAsync(turn.Input["purchase"], ct) is { } told && turn.Caller.Sees(told.Purchase.CustomerId) ? told : null;

    /// <summary>A reminder stands without its purchase: whoever got it in their own chat was to see it.</summary>
    private static bool Sees(DialogTurn turn, NoticeStatus notice) => turn.Caller.Only is null
        || (notice.Customer is { } customer ? turn.Caller.Sees(customer) : turn.IsPersonal);

    private async Task<IReadOnlyList<AdaptiveChoice>> CustomersAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var found = await turn.ProbeAsync(token => searches.CustomersAsync(turn, words, Searches.Listed, token), ct);
        return found.Value ?? [];
    }

    /// <summary>The choices, with the one that was chosen before among them, by its name.</summary>
    private async Task<IReadOnlyList<AdaptiveChoice>> ListedAsync(DialogTurn turn, string chosen, CancellationToken ct)
    {
        var listed = await CustomersAsync(turn, "", ct);
        return chosen.Length == 0 || listed.Any(choice => choice.Value == chosen)
            ? listed
            : [
                .. (await CustomersAsync(turn, chosen, ct)).Where(
                    choice => choice.Value.Equals(chosen, StringComparison.OrdinalIgnoreCase)),
                .. listed,
            ];
    }

    private static Refusal? MayChange(DialogTurn turn, NoticeRoute route) =>
        route.Recipient is { } person
            ? string.Equals(person, turn.Caller.Person.ObjectId, StringComparison.OrdinalIgnoreCase)
                ? null
                : new Refusal("Notifications.NotYours")
            : turn.Caller.Has(PartnerRole.AdminAgent) ? null : new Refusal("Notifications.SharedPlace");

    private static Refusal? MayRouteHere(DialogTurn turn) =>
        !turn.IsPersonal && turn.Caller.Has(PartnerRole.AdminAgent) ? null : new Refusal("Notifications.SharedPlace");

    private static string PlaceOf(DialogTurn turn) =>
        NoticeRoute.TargetOf(turn.IsPersonal ? turn.Caller.Person.ObjectId : null, turn.Place.ConversationId);

    private static PurchaseReading ReadingIn(DialogTurn turn, string zone) =>
        new(zone, turn.Caller.May(PartnerPower.ChangePermission), turn.Caller.May(PartnerPower.AskReservations));

    private PurchaseReading Reading(DialogTurn turn) => ReadingIn(turn, Zone(turn));

    private string Zone(DialogTurn turn) => turn.TimeZone is { } told && NotificationsForm.IsZone(told) ? told : options.TimeZone;
}
