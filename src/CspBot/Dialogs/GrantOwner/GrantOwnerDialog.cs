using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.GrantOwner;

/// <summary>Grant Owner: the fields of its form, the facts it reads, the lines it shows, the operation it makes.</summary>
internal class GrantOwnerDialog(GrantOwnerParts parts) : ReviewDialog<GrantOwnerForm, GrantOwnerReview>(
    parts.Entry ?? Entry, parts.Customers, parts.Forms)
{
    /// <summary>Data set of roles: the offered ones, and the customer's own by name.</summary>
    public const string RoleSearch = "roles";

    /// <summary>Data set of the places in a subscription: the whole of it, and its resource groups.</summary>
    public const string ScopeSearch = "scopes";

    public static DialogEntry Entry { get; } = new(
        "grant-owner",
        "GrantOwner",
        typeof(GrantOwnerDialog),
        new Dictionary<string, Type> { ["grant-owner"] = typeof(GrantOwnerOperation), ["revoke-owner"] = typeof(RevokeOwnerOperation) })
    {
        Typed =
        [
            new("", "do-give role", "do-give access", "role to-user~", "role~")
            {
                Fields = ["customer", "subscription", "user", "role", "duration", "ticket"],
                Changes = true,
                Gives = true,
            },
        ],
    };

    public override IReadOnlyList<string> DataSets { get; } =
        [Searches.Customers, Searches.Subscriptions, Searches.Users, RoleSearch, ScopeSearch];

    /// <summary>Name of the act; empty in the dialog's own name.</summary>
    protected virtual string Act => "";

    public override async Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct)
    {
        if (step != "wide")
            return await base.StepAsync(turn, step, ct);

        // The word sends what the form was filled in with, and not what has been typed since: a client would first want the rest typed.
        var (filled, _) = await ReadAsync(turn, ct);
        return await FormAsync(turn, filled with { Form = await FormIdAsync(turn, ct), IsWide = true }, FormNotice.None, ct);
    }

    public override async Task<IReadOnlyList<AdaptiveChoice>> SearchAsync(
        DialogTurn turn, string dataset, string customer, string text, CancellationToken ct)
    {
        var subscription = turn.Input["subscription"].Split(',')[0];
        if (!Guid.TryParse(subscription, out _))
            subscription = (await parts.Searches.SubscriptionsAsync(turn, customer, ct)) is [var first, ..] ? first.Value : "";
        var all = dataset == RoleSearch ? await RolesAsync(turn, customer, subscription, ct)
            : [Whole(turn.Texts), .. await GroupsAsync(turn, customer, subscription, ct)];
        var words = Phrase.Normalize(text);
        return [.. all.Where(choice => Fits(choice.Title) || (dataset == RoleSearch && Fits(choice.Value))).Take(Searches.MostHits)];

        bool Fits(string name) => Phrase.Normalize(name).Contains(words, StringComparison.Ordinal);
    }

    /// <summary>Of the role that was told, where it is another than Owner.</summary>
    public override (string Title, string Intro) AskingWords(DialogTurn turn) =>
        GrantOwnerCards.KnownRole(turn.Texts, GrantOwnerForm.Read(turn.Input).Role) is { } role
            ? (turn.Texts[GrantOwnerText.RoleName, role], turn.Texts[GrantOwnerText.RoleIntro, role])
            : base.AskingWords(turn);

    protected override GrantOwnerForm Blank(string form, string customer) =>
        new(form, customer, "", "", Duration.Suggested, "", "") { Act = Act };

    /// <summary>A button or a phrase that opens it may have filled in the subscription, the user, the role and the duration.</summary>
    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, FirstStep);
        if (customer is null)
            return Show(card!);
        var filled = GrantOwnerForm.Read(turn.Input);
        var form = Blank(await FormIdAsync(turn, ct), customer.Id) with
        {
            Subscription = filled.Subscription,
            User = filled.User,
            Role = filled.Role,

            // Whoever said until when is not answered with the hours that are suggested to everybody else.
            Duration = filled.Duration.Length > 0 ? filled.Duration
                : turn.Input[Remarks.Time].Length + turn.Input[Remarks.Span].Length > 0 ? "" : Duration.Suggested,
            Reason = turn.Input[Remarks.Reason],
            Ticket = filled.Ticket,
        };
        var names = new GrantOwnerHeard(parts, turn);
        var (heard, doubts) = await names.ReadAsync(form, ct);
        var reply = await FormAsync(turn, heard, new FormNotice(doubts), ct);
        return reply is DialogReply.ShowCard shown ? shown with { Unplaced = names.Unplaced } : reply;
    }

    /// <summary>With values where a client sent titles.</summary>
    protected override async Task<(GrantOwnerForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var sent = GrantOwnerForm.Read(turn.Input);
        var form = sent with
        {
            Act = Act,
            Subscription = await parts.Searches.SubscriptionOfAsync(turn, sent.Customer, sent.Subscription, ct),
            User = await parts.Searches.UserOfAsync(turn, sent.Customer, sent.User, ct),
            Duration = Searches.ValueOf(sent.Duration, GrantOwnerCards.Durations(turn.Texts)),
            Scope = sent.Scope == turn.Texts[GrantOwnerText.ScopeWhole] ? "" : sent.Scope,
        };
        return (form with { IsWide = form.IsWide || form.IsForSeveral }, form.Errors());
    }

    /// <summary>A cloud out of reach leaves the last good choices and says so.</summary>
    protected override async Task<DialogReply> FormAsync(DialogTurn turn, GrantOwnerForm form, FormNotice notice, CancellationToken ct)
    {
        if (!Guid.TryParse(form.Customer, out _))
            return await CustomerAsync(turn, "", ct);
        parts.Searches.Remember(turn, form.Customer);
        var reading = turn.ProbeAsync(token => parts.Azure.GetCustomerAsync(form.Customer, token), ct);
        var listing = turn.ProbeAsync(_ => parts.Searches.SubscriptionsAsync(turn, form.Customer, ct), ct);
        var users = turn.ProbeAsync(_ => parts.Searches.UsersAsync(turn, form.Customer, "", Searches.Listed, ct), ct);
        var (relation, subscriptions, people) = (await reading, await listing, await users);
        if (form.IsWide)
            form = form with { User = string.Join(", ", await Task.WhenAll(form.Users.Select(user => NamedAsync(turn, form, user, ct)))) };
        var places = subscriptions.Value ?? parts.Searches.LastGood(Searches.Subscriptions, form.Customer);
        var cause = (relation.Fault ?? subscriptions.Fault ?? people.Fault) is { } fault
            ? RefusalCards.Banner(Refusal.From(fault), turn.Texts)
            : subscriptions.Value is { Count: 0 } ? GrantOwnerCards.NoSubscription(turn.Texts)
            : null;
        var choices = new GrantOwnerChoices(
            relation.Value?.Customer.Name ?? parts.Azure.FindKnownCustomer(form.Customer)?.Name ?? form.Customer,
            Searches.Fit(places),
            Searches.Fit(people.Value ?? parts.Searches.LastGood(Searches.Users, form.Customer)),
            [.. AzureRoles.Offered.Select(role => GrantOwnerCards.Choice(turn.Texts, role))],
            []);
        var errors = notice.Errors.Count > 0 ? notice.Errors
            : form.Reason.Length > 0 && turn.Input[Remarks.Reason].Length == 0 ? form.Errors() : new Dictionary<string, string>();

        // Where there is no subscription to choose, none is asked for, and why there is none stays on top.
        if (places.Count == 0)
            errors = errors.Where(error => error.Key != "subscription").ToDictionary();
        var banner = places.Count == 0 && cause is not null ? cause
            : notice.Errors.Count > 0 ? Look.ToMend(turn.Texts, errors)
            : notice.Banner ?? cause;
        return Show(
            GrantOwnerCards.Form(
                turn.Texts,
                Name,
                form,
                choices,
                new FormNotice(errors) { Banner = banner }),
            notice.Refused);
    }

    protected override Task<GrantOwnerReview> ReviewAsync(DialogTurn turn, GrantOwnerForm form, CancellationToken ct) =>
        GrantOwnerReview.ReadAsync(parts.Azure, parts.Callers, turn, form, ct);

    protected override ReviewText Say(DialogTurn turn, GrantOwnerReview review)
    {
        var (texts, form) = (turn.Texts, review.Form);
        var lines = new GrantOwnerLines(texts, review, parts.Partner.AdminAgentsGroupId);
        var unknown = form.Invites ? [] : review.People.Where(person => person.IsUnknownAddress).ToList();
        var act = form.Act.Length > 0 ? new[] { ("act", (string?)form.Act) } : [];
        return new ReviewText(
            Title(texts, review),
            lines.All(turn.Caller.Person, parts.Time.GetUtcNow()),
            [(texts[GrantOwnerText.Reason], form.Reason), (texts[GrantOwnerText.TicketIs], form.Ticket)])
        {
            More = unknown.Count == 0
                ? []
                :
                [
                    Look.Go(
                        unknown.Count == 1
                            ? texts[GrantOwnerText.InviteButton]
                            : texts[GrantOwnerText.InviteSeveralButton, unknown.Count],
                        Name + "/details",
                        Look.Data(form.Form, [.. form.Data, ("invite", "true")])),
                ],
        };
    }

    protected override Operation Make(DialogTurn turn, GrantOwnerReview review)
    {
        var (customer, form) = (review.Relation.Value!.Customer, review.Form);
        var lines = review.ToGive.Select(right => LineOf(review, right)).ToList();
        var (first, person) = (lines[0], review.ToGive[0].Person.Found.Value);
        var isSimple = lines is [{ IsOwner: true, IsInvited: false, PrincipalType: Principal.User }];
        return new GrantOwnerOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Reason = form.Reason,
            SubscriptionId = first.SubscriptionId,
            SubscriptionName = first.SubscriptionName,
            UserId = first.PrincipalId,
            UserName = first.PrincipalName,
            UserPrincipalName = first.Address,
            IsGuest = person?.IsGuest ?? first.IsInvited,
            Duration = form.Duration,
            Ticket = form.Ticket,
            Lines = isSimple ? null : lines,
            Held = review.StandAlready.Select(right => LineOf(review, right)).ToList() is { Count: > 0 } held ? held : null,
        };
    }

    /// <summary>
    /// Whom an object id means, as people type it: a review speaks of ids, and nobody reads them where they are to be changed. What cannot
    /// be read, or would not lead back to the same, stays as it is.
    /// </summary>
    private async Task<string> NamedAsync(DialogTurn turn, GrantOwnerForm form, string user, CancellationToken ct)
    {
        if (!Guid.TryParse(user, out _) || (await FindAsync(user)).Value is not { } found)
            return user;
        var name = found.Address.Length > 0 ? found.Address : found.Name;
        var isPlain = name.IndexOfAny([',', ';', '\n']) < 0;
        return isPlain && (!found.IsGroup || (await FindAsync(name)).Value?.Id == found.Id) ? name : user;

        Task<Probe<Principal?>> FindAsync(string who) =>
            turn.ProbeAsync(token => parts.Azure.FindPrincipalAsync(form.Customer, who, token), ct);
    }

    private static GrantLine LineOf(GrantOwnerReview review, GrantRight right)
    {
        var (place, person) = (right.Place, right.Person);
        return new GrantLine
        {
            SubscriptionId = place.Id,
            SubscriptionName = review.NameOf(place),
            Group = place.Scope.Value!.Group,
            RoleId = place.Role.Value!.Id,
            RoleName = place.Role.Value.Name,
            IsOwnRole = place.Role.Value.IsCustom,
            PrincipalId = person.Found.Value?.Id ?? "",
            PrincipalName = person.Name,
            PrincipalType = person.Found.Value?.Type ?? Principal.User,
            Address = person.Found.Value?.Address ?? person.Typed,
        };
    }

    /// <summary>An id alone is no name: it stands with the person’s own line.</summary>
    private static string Named(Texts texts, GrantPerson person) =>
        Guid.TryParse(person.Name, out _) ? texts[GrantOwnerText.ThisUser] : person.Name;

    private static string Title(Texts texts, GrantOwnerReview review)
    {
        var (role, place) = (review.RoleName(texts, review.Places[0]), review.PlaceName(review.Places[0]));
        if (review.Rights.Count == 1 && review.Form.Role.Length + review.Form.Scope.Length == 0)
            return texts[GrantOwnerText.ReviewTitle, Named(texts, review.People[0]), place];
        return texts[
            GrantOwnerText.ReviewRoleTitle,
            review.People.Count == 1 ? Named(texts, review.People[0]) : texts[GrantOwnerText.Several, review.People.Count],
            review.Places.Count == 1 ? place : texts[GrantOwnerText.SeveralSubscriptions, review.Places.Count],
            role];
    }

    private async Task<IReadOnlyList<AdaptiveChoice>> RolesAsync(
        DialogTurn turn, string customer, string subscription, CancellationToken ct)
    {
        IReadOnlyList<AzureRole> own = subscription.Length == 0 ? []
            : (await turn.ProbeAsync(token => parts.Azure.ListCustomRolesAsync(customer, subscription, token), ct)).Value ?? [];
        return [.. AzureRoles.Offered.Concat(own).Select(role => GrantOwnerCards.Choice(turn.Texts, role))];
    }

    private async Task<IReadOnlyList<AdaptiveChoice>> GroupsAsync(
        DialogTurn turn, string customer, string subscription, CancellationToken ct)
    {
        if (subscription.Length == 0)
            return [];
        var groups = await turn.ReadAsync(token => parts.Azure.ListResourceGroupsAsync(customer, subscription, token), ct);
        return
        [
            .. groups.Select(group => new AdaptiveChoice
            {
                Title = turn.Texts[GrantOwnerText.ScopeGroup, group],
                Value = new AzureScope(subscription, group).Id,
            }),
        ];
    }

    private static AdaptiveChoice Whole(Texts texts) => new() { Title = texts[GrantOwnerText.ScopeWhole], Value = GrantOwnerForm.Whole };
}

/// <summary>What the dialog is made of; with an entry of its own it is an act of another dialog.</summary>
internal sealed record GrantOwnerParts(
    AzureOperations Azure,
    CallerResolver Callers,
    CustomerChoice Customers,
    Searches Searches,
    FormSeal Forms,
    PartnerOptions Partner,
    TimeProvider Time)
{
    /// <summary>Null: its own.</summary>
    public DialogEntry? Entry { get; init; }
}

/// <summary>The same as an act of the dialog that looks after customers, under that dialog's verbs.</summary>
internal sealed class RoleDialog(GrantOwnerParts parts, string of) : GrantOwnerDialog(parts with { Entry = Entry with { Name = of } })
{
    public const string Own = "role";

    protected override string Act => Own;

    protected override string FirstStep => Own;
}
