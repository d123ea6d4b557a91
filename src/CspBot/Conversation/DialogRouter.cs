using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Requests.SignIns;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>Finds the dialog that was meant, lets only those in who hold its role, and turns its reply into a card.</summary>
internal sealed class DialogRouter(
    IReadOnlyList<Dialog> dialogs,
    CallerResolver callers,
    RequestService requests,
    FormSeal forms,
    Searches searches,
    PhraseReader reader,
    AzureOperations azure,
    ApprovalDesk rules,
    TimeProvider time,
    ILogger<DialogRouter> log)
{
    /// <summary>Something was typed.</summary>
    public Task<AdaptiveCard> SayAsync(string text, Person person, RouterTurn turn, CancellationToken ct) =>
        AsCallerAsync("say", person, turn, async caller =>
        {
            var heard = await reader.ReadAsync(text, (words, token) => CustomersAsync(words, caller, turn, token), ct);
            var speaking = turn with { Texts = Answering(turn.Texts, heard.Language) };
            var help = dialogs.First(dialog => dialog.Name == "help");
            var meant = heard is Heard.Open open ? open.Meant : null;
            var dialog = meant is null ? help : Of(meant.Dialog);
            return await EnterAsync(
                new Entrance(dialog, dialog.Name, caller),
                meant is null ? speaking : speaking with { Input = meant.Input },
                (entered, dialogTurn) => meant?.OpenAsync(entered, dialogTurn, ct) ?? AnswerAsync(help, heard, dialogTurn, ct),
                ct);
        }, ct);

    /// <summary>
    /// In the language that was typed. Whose own language has no words to be understood by types another's, and is still answered in it.
    /// </summary>
    private static Texts Answering(Texts reader, string? typed) =>
        Texts.All.Any(texts => texts.Language == reader.Language) ? reader.Speaking(typed) : reader;

    /// <summary>Nothing opens: a short answer, a question back, or what can be done.</summary>
    private async Task<DialogReply> AnswerAsync(Dialog help, Heard heard, DialogTurn turn, CancellationToken ct)
    {
        var open = dialogs.Where(dialog => dialog != help && Gate(dialog, turn.Caller) is null).Select(dialog => dialog.Line).ToList();
        switch (heard)
        {
            case Heard.Explain explain:
                return await help.OpenAsync(turn, explain.Dialog.Name, ct) is DialogReply.ShowCard topic
                    ? topic with { Card = Remarks.On(topic.Card, explain.Why, turn.Texts) }
                    : throw new InvalidOperationException("Help shows a card.");
            case Heard.Small small:
                return new DialogReply.ShowCard(HeardCards.Small(turn.Texts, small.What, open.Find(one => one.Area == "Requests")));
            case Heard.Choose choose when choose.Meant.Where(meant => open.Contains(meant.Dialog)).ToList() is { Count: > 0 } meant:
                return new DialogReply.ShowCard(HeardCards.Choose(turn.Texts, meant));
            case Heard.Choose { Meant: [var first, ..] } when Gate(Of(first.Dialog), turn.Caller) is { } closed:
                return new DialogReply.Refuse(closed);
            case Heard.Unknown unknown:
                return new DialogReply.ShowCard(HeardCards.Unknown(turn.Texts, [.. unknown.Nearest.Where(open.Contains)], open));
            default:
                return await help.OpenAsync(turn, "", ct);
        }
    }

    private Dialog Of(DialogEntry entry) => dialogs.First(dialog => dialog.Name == entry.Name);

    /// <summary>Customers that a phrase may name; nobody where they cannot be read: the form that opens will say so.</summary>
    private async Task<IReadOnlyList<Customer>> CustomersAsync(string words, Caller caller, RouterTurn turn, CancellationToken ct)
    {
        try
        {
            return await TurnTime.ReadAsync(
                token => azure.SearchCustomersAsync(words, Searches.Listed, token, caller.Only), turn.ReadUntil, ct);
        }
        catch (CloudFault fault)
        {
            log.ReadRefused(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            return [];
        }
    }

    /// <summary>A button was clicked: <paramref name="verb"/> is <c>dialog/step</c>.</summary>
    public async Task<AdaptiveCard> ClickAsync(string verb, Person person, RouterTurn turn, CancellationToken ct)
    {
        var slash = verb.IndexOf('/', StringComparison.Ordinal);
        var dialog = slash < 0 ? null : dialogs.FirstOrDefault(candidate => candidate.Name == verb[..slash]);
        if (dialog is null)
            return await RefuseAsync(new Refusal("UnknownButton"), Verb(verb), person, turn, ct);
        return await AsCallerAsync(
            Verb(verb),
            person,
            turn,
            async caller =>
            {
                turn.Notes.Stays = await StaysAsync(caller, turn, ct);
                return await EnterAsync(
                    new Entrance(dialog, Verb(verb), caller),
                    turn,
                    (entered, dialogTurn) => entered.StepAsync(dialogTurn, verb[(slash + 1)..], ct),
                    ct);
            },
            ct);
    }

    /// <summary>The request's card that the button stood on, where that leads on and not away; null for all other buttons.</summary>
    private async Task<AdaptiveCard?> StaysAsync(Caller caller, RouterTurn turn, CancellationToken ct)
    {
        if (!turn.Place.IsPersonal || CardIds.Request(turn.Input[NextStep.Beside]) is not { Length: > 0 } id)
            return null;
        try
        {
            return await requests.FindAsync(id, ct) is { } request ? RequestCards.ForReader(request, caller, turn.Texts) : null;
        }
        catch (UnreadableRequestException)
        {
            return null;
        }
    }

    /// <summary>Letters were typed into a search: hits, or none.</summary>
    public async Task<IReadOnlyList<AdaptiveChoice>> SearchAsync(
        string dataset, string text, FormInput input, Person person, RouterTurn turn, CancellationToken ct)
    {
        try
        {
            var caller = await TurnTime.ReadAsync(token => callers.ResolveForReadingAsync(person, token), turn.ReadUntil, ct);
            if (!caller.IsAgent
                || dialogs.FirstOrDefault(dialog => dialog.DataSets.Contains(dataset) && Gate(dialog, caller) is null) is not { } open)
                return [];
            var dialogTurn = new DialogTurn(caller, turn.Texts, turn.Place, input, turn.TimeZone, turn.ReadUntil);
            return dataset is Searches.Customers or Searches.Subscriptions or Searches.Users
                ? await searches.FindAsync(dataset, text, dialogTurn, ct)
                : searches.CustomerOf(dialogTurn) is { } customer ? await open.SearchAsync(dialogTurn, dataset, customer, text, ct)
                : [];
        }
        catch (CloudFault fault)
        {
            // The form's static choices are still there; an error here would only hide them.
            log.ReadRefused(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            return [];
        }
    }

    private async Task<AdaptiveCard> AsCallerAsync(
        string what, Person person, RouterTurn turn, Func<Caller, Task<AdaptiveCard>> answer, CancellationToken ct)
    {
        Caller caller;
        try
        {
            caller = await TurnTime.ReadAsync(token => callers.ResolveAsync(person, token), turn.ReadUntil, ct);
        }
        catch (CloudFault fault)
        {
            log.ReadRefused(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            return await RefuseAsync(Refusal.From(fault) with { Reason = UndoWishes.Unweighed }, what, person, turn, ct);
        }

        return await answer(caller);
    }

    private async Task<AdaptiveCard> EnterAsync(
        Entrance entrance, RouterTurn turn, Func<Dialog, DialogTurn, Task<DialogReply>> enter, CancellationToken ct)
    {
        var (dialog, what, caller) = entrance;
        var person = caller.Person;
        if (Gate(dialog, caller) is { } closed)
            return await RefuseAsync(closed, what, person, turn, ct);
        if (turn.Input.Ids.FirstOrDefault(id => IsHidden(caller, turn.Input, id)) is { } hidden)
            return await RefuseAsync(Refusal.From(AzureOperations.NoCustomer(hidden)), what, person, turn, ct);
        var dialogTurn = new DialogTurn(caller, turn.Texts, turn.Place, turn.Input, turn.TimeZone, turn.ReadUntil)
        {
            Rules = rules,
            SignIn = turn.SignIn,
        };
        SubmitReply reply;
        try
        {
            var entered = await enter(dialog, dialogTurn);
            reply = entered is DialogReply.Submit submit
                ? await OpenAsync(dialog, what, submit, dialogTurn, ct)
                : new SubmitReply.Instead(entered);
        }
        catch (CloudFault fault)
        {
            log.ReadRefused(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            reply = new SubmitReply.Instead(new DialogReply.Refuse(Refusal.From(fault)));
        }

        switch (reply)
        {
            case SubmitReply.StartRequest start:
                return await StartAsync(dialog, what, start, dialogTurn, turn, ct);
            case SubmitReply.Instead { Reply: DialogReply.ShowCard show }:
                if (show.Refused is { } said)
                    await RecordAsync(said, what, person, turn, ct);
                turn.Notes.SignIn = show.SignIn;
                turn.Notes.BroughtUp = show.BroughtUp is { } brought ? new BroughtUp(brought, caller, turn.Texts.Language) : null;
                return Remarks.On(show.Card, dialogTurn, time.GetUtcNow(), show.Unplaced);
            case SubmitReply.Instead { Reply: DialogReply.Refuse refuse }:
                return await RefuseAsync(refuse.Refusal, what, person, turn, ct);
            default:
                throw new InvalidOperationException($"Unknown reply {reply}.");
        }
    }

    /// <summary>
    /// The one door to a request: what is sent must be what was shown, and a form that has made its request shows how that stands.
    /// </summary>
    private async Task<SubmitReply> OpenAsync(Dialog dialog, string verb, DialogReply.Submit submit, DialogTurn turn, CancellationToken ct)
    {
        var person = turn.Caller.Person;
        if (await forms.CheckAsync(new Shown(verb, turn.Input.Form, submit.To, submit.Values), turn.Input["seal"], ct) is { } refusal)
            return new SubmitReply.Instead(new DialogReply.Refuse(refusal with { ForwardVerb = dialog.Name + "/back" }));
        return await requests.FindByFormAsync(CardIds.FormIdOf(dialog.Name, person, turn.Input.Form), ct) is { } made
            ? new SubmitReply.Instead(new DialogReply.ShowCard(RequestCards.ForRequester(made, turn.Texts)))
            : await submit.Opened(ct);
    }

    /// <summary>
    /// A customer who does not exist for this caller, wherever a card may name it. What stands as the customer counts as one, known or not.
    /// </summary>
    private bool IsHidden(Caller caller, FormInput input, string id) =>
        !caller.Sees(id) && (input["customer"] == id || azure.FindKnownCustomer(id) is not null);

    /// <summary>Who has no business here, and why; null for those who may enter.</summary>
    public static Refusal? Gate(Dialog dialog, Caller caller)
    {
        if (caller.Roles.Count == 0 && !caller.IsApprover)
            return new Refusal("NoRole");
        if (caller.HasAny(dialog.Roles) || (dialog.OpenToApprovers && caller.IsApprover))
            return null;
        return caller.IsAgent || caller.IsApprover
            ? new Refusal("RoleMissing." + dialog.Roles[0])
            : new Refusal("NoAgent." + caller.Roles.Min());
    }

    private async Task<AdaptiveCard> StartAsync(
        Dialog dialog, string what, SubmitReply.StartRequest start, DialogTurn turn, RouterTurn routerTurn, CancellationToken ct)
    {
        Refusal refusal;
        try
        {
            var shown = new Dictionary<string, string?>(start.Shown) { ["language"] = turn.Texts.Language };
            var form = CardIds.FormIdOf(dialog.Name, turn.Caller.Person, turn.Input.Form);
            var submission = new Submission(dialog.Name, start.Operation, turn.Caller, form, turn.Texts.Language, turn.Place, shown)
            {
                Ticket = PolicyReview.TypedTicket(turn),
                GlassReason = start.GlassReason,
            };
            switch (await turn.ReadAsync(token => requests.SubmitAsync(submission, token), ct))
            {
                case SubmitResult.Stored stored:
                    return RequestCards.ForRequester(stored.Request, turn.Texts);
                case SubmitResult.Refused refused:
                    refusal = refused.Refusal;
                    break;
                default:
                    throw new InvalidOperationException("Unknown submit result.");
            }
        }
        catch (CloudFault fault)
        {
            refusal = Refusal.From(fault);
        }

        await RecordAsync(refusal, what, turn.Caller.Person, routerTurn, ct);
        return start.OnRefused(refusal);
    }

    /// <summary>What was clicked, for the audit: anybody can send anything.</summary>
    private static string Verb(string sent) =>
        new([.. sent.Take(60).Where(letter => !char.IsControl(letter) && !char.IsSurrogate(letter))]);

    private async Task<AdaptiveCard> RefuseAsync(Refusal refusal, string what, Person person, RouterTurn turn, CancellationToken ct)
    {
        await RecordAsync(refusal, what, person, turn, ct);
        return RefusalCards.Card(refusal, turn.Texts);
    }

    private async Task RecordAsync(Refusal refusal, string what, Person person, RouterTurn turn, CancellationToken ct)
    {
        log.Refused(refusal.Reason, person.ObjectId);
        await requests.RecordRefusalAsync(
            what, refusal, person, turn.Place.ConversationId, turn.Input.Request is { Length: > 0 } request ? request : null, ct);
    }
}

/// <summary>Who enters which dialog, and how the audit calls it.</summary>
internal sealed record Entrance(Dialog Dialog, string What, Caller Caller);

/// <summary>What the bot knows of a turn before it knows who asks.</summary>
internal sealed record RouterTurn(Texts Texts, RequestPlace Place, FormInput Input, string? TimeZone, CancellationToken ReadUntil)
{
    /// <summary>The sign-in that the client sent beside a click; null for none.</summary>
    public SentSignIn? SignIn { get; init; }

    /// <summary>What the router says of its answer besides the card.</summary>
    public AnswerNotes Notes { get; } = new();
}

/// <summary>Where an answer belongs, and what it shows.</summary>
internal sealed class AnswerNotes
{
    /// <summary>What the clicked card shows from now on, when the answer is a message of its own.</summary>
    public AdaptiveCard? Stays { get; set; }

    /// <summary>The click counts with a sign-in only: what the client is told, in the place of the card, where it can be.</summary>
    public SignInAnswer? SignIn { get; set; }

    /// <summary>The request that the answer is the card of, when somebody brought it up.</summary>
    public BroughtUp? BroughtUp { get; set; }
}
