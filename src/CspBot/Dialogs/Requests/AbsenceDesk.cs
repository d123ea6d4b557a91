using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Absences;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>Absences of approvers: who is away, setting one up, and ending one with a click.</summary>
internal sealed class AbsenceDesk(AbsenceService absences, CallerResolver callers, FormSeal forms, TimeProvider time)
{
    /// <summary>The list, and the form below it.</summary>
    public async Task<AdaptiveCard> OpenAsync(DialogTurn turn, CancellationToken ct) => turn.Caller.MayStandIn
        ? await CardAsync(turn, null, AbsenceNews.None, ct)
        : RefusalCards.Card(new Refusal("Absence.Closed"), turn.Texts);

    /// <summary>Sets one up, or says what is wrong with it.</summary>
    public async Task<AdaptiveCard> SubmitAsync(DialogTurn turn, CancellationToken ct)
    {
        if (!turn.Caller.MayStandIn)
            return RefusalCards.Card(new Refusal("Absence.Closed"), turn.Texts);
        if (await forms.CheckAsync(Sealed(turn, turn.Input.Form), turn.Input["seal"], ct) is { } refusal)
            return RefusalCards.Card(refusal with { ForwardVerb = AbsenceCards.Verb }, turn.Texts);
        var form = AbsenceForm.Read(turn.Input, turn.Input.Form);
        var (told, span) = form.Times(turn.Texts, time.GetUtcNow());
        var errors = new Dictionary<string, string>(told);
        var approver = form.Approver.Length == 0 || Is(turn.Caller.Person, form.Approver)
            ? turn.Caller.Person
            : Find(await turn.ReadAsync(callers.ListAllApproversAsync, ct), form.Approver);
        var standIn = Find(await turn.ReadAsync(callers.ListStandInsAsync, ct), form.Delegate);
        if (approver is null)
            errors["approver"] = AbsenceText.ApproverUnknown;
        if (standIn is null)
            errors["delegate"] = AbsenceText.DelegateMissing;
        else if (approver?.IsSame(standIn) == true)
            errors["delegate"] = AbsenceText.DelegateSame;
        if (errors.Count > 0 || span is null)
            return await CardAsync(turn, form, new AbsenceNews(null, errors), ct);
        var result = await absences.MakeAsync(new AbsentPair(approver!, standIn!), span, form.Id, turn.Click, ct);
        return result.Refusal is { } why
            ? await CardAsync(turn, form, AbsenceNews.Of(RefusalCards.Banner(why, turn.Texts)), ct)
            : await CardAsync(turn, null, AbsenceNews.Of(AbsenceCards.Made(turn.Texts, result.Absence!)), ct);
    }

    /// <summary>Ends one.</summary>
    public async Task<AdaptiveCard> EndAsync(DialogTurn turn, CancellationToken ct)
    {
        var result = await absences.EndAsync(turn.Input["absence"], turn.Click, ct);
        var banner = result.Refusal is { } why
            ? RefusalCards.Banner(why, turn.Texts)
            : AbsenceCards.Ended(turn.Texts, result.Absence!);
        return turn.Caller.MayStandIn
            ? await CardAsync(turn, null, AbsenceNews.Of(banner), ct)
            : RefusalCards.Card(result.Refusal ?? new Refusal("Absence.Closed"), turn.Texts);
    }

    private async Task<AdaptiveCard> CardAsync(DialogTurn turn, AbsenceForm? form, AbsenceNews news, CancellationToken ct)
    {
        var listed = await absences.ListAsync(turn.Caller, ct);
        var id = form is null ? await forms.NewFormAsync(ct) : await forms.KeepOrNewAsync(form.Id, ct);
        var isNew = form is null;
        form = form is null ? AbsenceForm.Said(id, turn.Input, turn.Texts, time.GetUtcNow()) : form with { Id = id };
        var approvers = turn.Caller.Has(PartnerRole.AdminAgent)
            ? await turn.ProbeAsync(callers.ListAllApproversAsync, ct)
            : new Probe<IReadOnlyList<Person>>([], null);
        var standIns = await turn.ProbeAsync(callers.ListStandInsAsync, ct);
        if (isNew && turn.Input["user"] is { Length: > 0 } said)
        {
            var named = (standIns.Value ?? []).Where(person => HeardNames.Names(person.Name, said)).ToList();
            form = named is [var only] ? form with { Delegate = only.ObjectId } : form;
            if (named.Count != 1)
                news = news with { Banner = news.Banner ?? Look.Banner(Look.Warning, turn.Texts[AbsenceText.Nobody, said]) };
        }

        if ((approvers.Fault ?? standIns.Fault) is { } fault)
            news = news with { Banner = news.Banner ?? RefusalCards.Banner(Refusal.From(fault), turn.Texts) };
        var seal = await forms.SealAsync(Sealed(turn, id), ct);
        return AbsenceCards.Card(
            turn,
            form,
            new AbsenceView(listed, approvers.Value ?? [], standIns.Value ?? [], Look.Data(id, ("seal", seal))),
            news);
    }

    private static Shown Sealed(DialogTurn turn, string form) => new(AbsenceCards.SubmitVerb, form, turn.Caller.Person, []);

    private static Person? Find(IReadOnlyList<Person> people, string sent) =>
        people.FirstOrDefault(person => Is(person, sent))
        ?? (people.Where(person => person.Name == sent).ToList() is [var only] ? only : null);

    private static bool Is(Person person, string objectId) =>
        person.ObjectId.Equals(objectId, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What is said above the list, and what is wrong with the form.</summary>
internal sealed record AbsenceNews(AdaptiveElement? Banner, IReadOnlyDictionary<string, string> Errors)
{
    public static AbsenceNews None { get; } = Of(null);

    public static AbsenceNews Of(AdaptiveElement? banner) => new(banner, new Dictionary<string, string>());
}
