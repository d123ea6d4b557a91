using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.BreakGlass;
using CspBot.Requests.SignIns;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>
/// Says who could decide on a thing and why, without asking for it: the form, and the answer of the judge that a real request meets too.
/// Writes nothing.
/// </summary>
internal sealed class SimulateDesk(ApprovalDesk desk, CallerResolver callers, AzureOperations azure)
{
    /// <summary>The form, with a customer, a role and a duration that were typed along.</summary>
    public async Task<AdaptiveCard> OpenAsync(DialogTurn turn, CancellationToken ct)
    {
        var (role, duration, blank) = (turn.Input["role"], turn.Input["duration"], SimulateForm.Blank);
        var form = blank with
        {
            Customer = turn.Input["customer"],
            Role = role.Length > 0 ? role : blank.Role,
            Duration = RightDuration.All.Contains(duration) ? duration
                : turn.Input[Remarks.Time].Length + turn.Input[Remarks.Span].Length + duration.Length > 0 ? "" : blank.Duration,
        };
        return await FormAsync(turn, form, new Dictionary<string, string>(), ct);
    }

    /// <summary>The form as it was filled in, to be changed.</summary>
    public async Task<AdaptiveCard> AgainAsync(DialogTurn turn, CancellationToken ct) =>
        await FormAsync(turn, SimulateForm.Read(turn.Input, turn.Texts), new Dictionary<string, string>(), ct);

    /// <summary>What the rules say; or the form again where something in it cannot be read.</summary>
    /// <exception cref="CloudFault">The directory or Partner Center did not answer.</exception>
    public async Task<AdaptiveCard> AnswerAsync(DialogTurn turn, CancellationToken ct)
    {
        var form = SimulateForm.Read(turn.Input, turn.Texts);
        var errors = new Dictionary<string, string>(form.Errors());
        var customer = form.Customer.Length == 0 ? null : await CustomerAsync(turn, form.Customer, ct);
        if (customer is null && !errors.ContainsKey("customer"))
            errors["customer"] = PolicyText.CustomerUnknown;
        var requester = await RequesterAsync(turn, form.Requester, ct);
        if (requester is null)
            errors["requester"] = PolicyText.RequesterUnknown;
        if (errors.Count > 0 || customer is null || requester is null)
            return await FormAsync(turn, form, errors, ct);
        form = form with { Customer = customer.Id };
        var kind = SimulatedKind.Find(form.Kind)!;
        var asked = kind.Case(form, customer.Id, customer.Name);
        var (found, verdict) = await turn.ReadAsync(token => desk.JudgeAsync(asked, requester, token), ct);
        if (!requester.Sees(customer.Id))
            verdict = new Verdict.Refused(Refusal.From(AzureOperations.NoCustomer(customer.Id)));
        return SimulateCards.Answer(
            turn.Texts,
            new SimulateAnswer(form, kind, asked, requester, found, verdict)
            {
                Warning = desk.WarningOf(customer.Id, customer.Name),
                Fallback = ApprovalPolicy.Rule(asked, desk.Options),
                Glass = found.Need is null || !desk.Options.BreakGlass.Covers(asked) ? null : await GlassAsync(turn, asked, requester, ct),
                SignIn = verdict is Verdict.NeedsApproval ? FreshSignIn.MaxAge(asked, found.Rule, desk.Options) : null,
            });
    }

    /// <summary>What a rule wants besides can be typed then.</summary>
    private async Task<SimulatedGlass> GlassAsync(DialogTurn turn, PolicyCase asked, Caller requester, CancellationToken ct)
    {
        var why = await turn.ReadAsync(token => GlassPolicy.WhyNotAsync(desk, asked, requester, token), ct);
        var canBeTyped = why?.Reason is "Policy.ReasonMissing" or PolicyTicket.Missing;
        return new SimulatedGlass(canBeTyped ? null : why, desk.Options.BreakGlass.ConfirmWithin);
    }

    private async Task<AdaptiveCard> FormAsync(
        DialogTurn turn, SimulateForm form, IReadOnlyDictionary<string, string> errors, CancellationToken ct)
    {
        var customers = await turn.ProbeAsync(token => azure.SearchCustomersAsync("", Searches.Listed, token, turn.Caller.Only), ct);
        var people = await turn.ProbeAsync(token => callers.ListAgentsAsync(token), ct);
        var listed = (customers.Value ?? []).ToList();
        if (Guid.TryParse(form.Customer, out _)
            && azure.FindKnownCustomer(form.Customer) is { } chosen
            && listed.TrueForAll(one => one.Id != chosen.Id))
            listed.Insert(0, chosen);
        return SimulateCards.Form(
            turn.Texts,
            form,
            new SimulateChoices(listed, [.. (people.Value ?? []).Where(person => !person.IsSame(turn.Caller.Person))]),
            errors,
            (customers.Fault ?? people.Fault) is { } fault ? RefusalCards.Banner(Refusal.From(fault), turn.Texts) : null);
    }

    /// <summary>An id is read now, words are one customer or none.</summary>
    private async Task<Customer?> CustomerAsync(DialogTurn turn, string words, CancellationToken ct)
    {
        var sent = words.EndsWith(')') ? words[(words.LastIndexOf('(') + 1)..^1] : words;
        if (Guid.TryParse(sent, out var id))
            return turn.Caller.Sees(id.ToString())
                ? (await turn.ReadAsync(token => azure.GetCustomerAsync(id.ToString(), token), ct)).Customer
                : null;
        var found = await turn.ReadAsync(token => azure.SearchCustomersAsync(sent, Searches.Listed, token, turn.Caller.Only), ct);
        return found.Where(one => CustomerSearch.Holds(one, sent)).ToList() is [var only]
            ? only
            : found.FirstOrDefault(one => one.Name.Equals(sent, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>With the roles held now; null for whoever is no agent of ours.</summary>
    private async Task<Caller?> RequesterAsync(DialogTurn turn, string sent, CancellationToken ct)
    {
        if (sent.Length == 0 || sent.Equals(turn.Caller.Person.ObjectId, StringComparison.OrdinalIgnoreCase))
            return turn.Caller;
        var agents = await turn.ReadAsync(token => callers.ListAgentsAsync(token), ct);
        var person = agents.FirstOrDefault(one => one.ObjectId.Equals(sent, StringComparison.OrdinalIgnoreCase) || one.Name == sent);
        return person is null ? null : await turn.ReadAsync(token => callers.ResolveAsync(person, token), ct);
    }
}
