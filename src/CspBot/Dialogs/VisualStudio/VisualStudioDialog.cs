using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Handovers;
using CspBot.Partner;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.VisualStudio;

/// <summary>
/// Visual Studio licences of customers: no API hands them over, so the bot leads, checks, keeps and reminds. Which way → numbers → review →
/// a request without approval → the card with the steps, followed until somebody says how it went.
/// </summary>
internal sealed partial class VisualStudioDialog(
    AzureOperations azure,
    HandOverDesk desk,
    Searches searches,
    CustomerChoice customers,
    FormSeal forms,
    PurchaseOptions purchases,
    TimeProvider time) : ReviewDialog<VisualStudioForm, VisualStudioReview>(Entry, customers, forms)
{
    public const string Own = "visual-studio";

    public static DialogEntry Entry { get; } = new(
        Own,
        "VisualStudio",
        typeof(VisualStudioDialog),
        new Dictionary<string, Type> { ["hand-over-visual-studio"] = typeof(HandOverOperation) })
    {
        Typed =
        [
            new("", "vs", "vs licence?", "licence~", "do-hand-over licence", "do-hand-over vs licence?") { Changes = true },
            new("list", "vs list", "vs licence? do-hand-over? list") { CustomerAs = "find" },
        ],
    };

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.HandOverVisualStudio);

    protected override string FirstStep => "way";

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step switch
    {
        "way" => WayAsync(turn, ct),
        "details" when !VisualStudioWays.HandsOver(VisualStudioForm.Read(turn.Input).Way) => WayAsync(turn, ct),
        "back" when turn.Input["stage"] is "details" => AskWayAsync(turn, ct),
        "back" when turn.Input["stage"] is not "review" => AskAsync(turn, VisualStudioForm.Read(turn.Input), FormNotice.None, ct),
        "list" => ListAsync(turn, ListAsked.Read(turn.Input), ct),
        "follow" => FollowAsync(turn, ct),
        _ => base.StepAsync(turn, step, ct),
    };

    /// <summary>Words behind the phrase: one customer is asked for the way, several are buttons, none is a field beside the ways.</summary>
    protected override async Task<DialogReply> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        if (words.Length == 0)
            return await AskAsync(turn, Blank(turn.Input.Form, ""), FormNotice.None, ct);
        var (customer, card) = await Customers.ChooseAsync(this, turn, words, ct, FirstStep);
        return customer is null ? Show(card!) : await AskAsync(turn, Blank(turn.Input.Form, customer.Id), customer, FormNotice.None, ct);
    }

    protected override VisualStudioForm Blank(string form, string customer) => new(form, customer, "", "", "", "");

    protected override Task<(VisualStudioForm Form, IReadOnlyDictionary<string, string> Errors)> ReadAsync(
        DialogTurn turn, CancellationToken ct)
    {
        var form = VisualStudioForm.Read(turn.Input);
        return Task.FromResult((form, form.Errors()));
    }

    protected override async Task<DialogReply> FormAsync(DialogTurn turn, VisualStudioForm form, FormNotice notice, CancellationToken ct) =>
        Show(
            VisualStudioCards.Details(
                turn.Texts, form with { Form = await FormIdAsync(turn, ct) }, NameOf(turn, form.Customer), notice),
            notice.Refused);

    protected override async Task<VisualStudioReview> ReviewAsync(DialogTurn turn, VisualStudioForm form, CancellationToken ct)
    {
        var relation = turn.ProbeAsync(token => azure.GetCustomerAsync(form.Customer, token), ct);
        var standing = await desk.FindByNumbersAsync(form.Customer, form.Authorization, form.Licence, ct);
        return new VisualStudioReview(form, await relation, standing);
    }

    protected override ReviewText Say(DialogTurn turn, VisualStudioReview review) => VisualStudioCards.Review(turn.Texts, review);

    protected override Operation Make(DialogTurn turn, VisualStudioReview review)
    {
        var customer = review.Relation.Value!.Customer;
        return new HandOverOperation
        {
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Way = review.Form.Way,
            Authorization = review.Form.Authorization,
            Licence = review.Form.Licence,
            Email = review.Form.Email,
        };
    }

    /// <summary>Customer and way as sent: what is missing is asked for again, and all else is kept.</summary>
    private async Task<DialogReply> WayAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = VisualStudioForm.Read(turn.Input);
        var sent = await searches.CustomerOfAsync(turn, form.Customer, ct);
        if (sent.Length == 0)
            return await AskAsync(turn, form, Missing("customer", CommonText.CustomerMissing), ct);
        var (customer, notice) = await FindAsync(turn, sent, ct);
        if (customer is null)
            return await AskAsync(turn, form with { Customer = sent }, notice!, ct);
        form = form with { Customer = customer.Id };

        // Who only chose a customer has not been asked yet.
        if (form.Way.Length == 0)
            return await AskAsync(
                turn, form, customer, turn.Input["stage"] == "way" ? Missing("way", VisualStudioText.WayMissing) : FormNotice.None, ct);
        return form.Way == VisualStudioWays.Cloud
            ? await CloudAsync(turn, form, customer, ct)
            : await FormAsync(turn, form, FormNotice.None, ct);
    }

    /// <summary>The one customer of that id or those words, or what to say above the field.</summary>
    private async Task<(Customer? Customer, FormNotice? Notice)> FindAsync(DialogTurn turn, string sent, CancellationToken ct)
    {
        if (Guid.TryParse(sent, out var id))
        {
            var one = id.ToString();
            if (!turn.Caller.Sees(one))
                throw AzureOperations.NoCustomer(one);
            if (azure.FindKnownCustomer(one) is { } known)
                return (known, null);
            var relation = await turn.ProbeAsync(token => azure.GetCustomerAsync(one, token), ct);
            return relation.Fault is { } fault ? (null, new FormNotice(Refusal.From(fault), turn.Texts)) : (relation.Value!.Customer, null);
        }

        var found = await turn.ProbeAsync(token => azure.SearchCustomersAsync(sent, Searches.Listed, token, turn.Caller.Only), ct);
        if (found.Value is [var only] && CustomerSearch.Holds(only, sent))
            return (only, null);
        var banner = found.Fault is { } unread ? RefusalCards.Banner(Refusal.From(unread), turn.Texts)
            : found.Value!.Any(customer => CustomerSearch.Holds(customer, sent))
                ? Look.Banner(Look.Calm, turn.Texts[CommonText.SeveralCustomersFit, sent])
            : Look.Banner(Look.Warning, turn.Texts[CommonText.NoCustomerFits, sent], turn.Texts[CommonText.NoCustomerFits_Help]);
        return (null, FormNotice.None with { Banner = banner });
    }

    /// <summary>Back from the numbers: another way, with what was typed.</summary>
    private async Task<DialogReply> AskWayAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = VisualStudioForm.Read(turn.Input);
        var (customer, notice) = Guid.TryParse(form.Customer, out _) ? await FindAsync(turn, form.Customer, ct) : (null, FormNotice.None);
        return customer is null ? await AskAsync(turn, form, notice!, ct) : await AskAsync(turn, form, customer, FormNotice.None, ct);
    }

    /// <summary>Which way, of a customer who is known.</summary>
    private async Task<DialogReply> AskAsync(
        DialogTurn turn, VisualStudioForm form, Customer customer, FormNotice notice, CancellationToken ct) =>
        Show(
            VisualStudioCards.Ways(
                turn.Texts,
                form with { Form = await FormIdAsync(turn, ct) },
                new WaysView(customer, [], purchases.Rules.OpenLicences, notice)),
            notice.Refused);

    /// <summary>Which customer and which way.</summary>
    private async Task<DialogReply> AskAsync(DialogTurn turn, VisualStudioForm form, FormNotice notice, CancellationToken ct)
    {
        var words = Guid.TryParse(form.Customer, out _) ? "" : form.Customer;
        var found = await turn.ProbeAsync(token => azure.SearchCustomersAsync(words, Searches.Listed, token, turn.Caller.Only), ct);
        IReadOnlyList<Customer> listed = found.Value is { Count: > 0 } some ? some
            : (await turn.ProbeAsync(token => azure.SearchCustomersAsync("", Searches.Listed, token, turn.Caller.Only), ct)).Value ?? [];
        if (words.Length == 0 && turn.Caller.Sees(form.Customer) && azure.FindKnownCustomer(form.Customer) is { } chosen)
            listed = [chosen, .. listed.Where(customer => customer.Id != chosen.Id)];
        if (found.Fault is { } fault && notice.Banner is null)
            notice = notice with { Banner = RefusalCards.Banner(Refusal.From(fault), turn.Texts) };
        return Show(
            VisualStudioCards.Ways(
                turn.Texts,
                form with { Form = await FormIdAsync(turn, ct) },
                new WaysView(null, listed, purchases.Rules.OpenLicences, notice)),
            notice.Refused);
    }

    /// <summary>New licences: what there is to buy, where, and whether the customer has what it is billed to.</summary>
    private async Task<DialogReply> CloudAsync(DialogTurn turn, VisualStudioForm form, Customer customer, CancellationToken ct)
    {
        var sold = await turn.ProbeAsync(token => azure.ListAzureSubscriptionsAsync(customer.Id, token), ct);
        return Show(VisualStudioCards.Cloud(
            turn.Texts,
            form with { Form = await FormIdAsync(turn, ct) },
            new CloudView(customer, sold, purchases.Rules.OpenLicences)));
    }

    private static FormNotice Missing(string field, string key) => new(new Dictionary<string, string> { [field] = key });

    private string NameOf(DialogTurn turn, string customer) =>
        turn.Caller.Sees(customer) && azure.FindKnownCustomer(customer) is { } known ? known.Name : customer;
}
