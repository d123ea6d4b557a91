using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Languages;

/// <summary>Language: in which one the bot speaks to a person, kept for good.</summary>
internal sealed class LanguageDialog(Readers readers) : Dialog(Entry)
{
    public static DialogEntry Entry { get; } = new("language", "Languages", typeof(LanguageDialog), new Dictionary<string, Type>())
    {
        Typed =
        [
            new("", "language", "language language-name>language", "do-speak language-name>language", "language-name>language~")
            {
                Fields = ["language"],
                Changes = true,
            },
        ],
    };

    public override IReadOnlyList<PartnerRole> Roles { get; } = PartnerPowers.Who(PartnerPower.SeeActivityLog);

    public override IReadOnlyList<string> DataSets { get; } = [];

    public override bool OpenToApprovers => true;

    public override async Task<DialogReply> OpenAsync(DialogTurn turn, string words, CancellationToken ct) =>
        turn.Input["language"] is { Length: > 0 } named ? await KeepAsync(turn, named, ct)
            : Show(Card(turn.Texts, await StandingAsync(turn, ct)));

    public override Task<DialogReply> StepAsync(DialogTurn turn, string step, CancellationToken ct) => step == "keep"
        ? KeepAsync(turn, turn.Input["language"], ct)
        : Task.FromResult<DialogReply>(new DialogReply.Refuse(new Refusal("UnknownButton")));

    /// <summary>By its code, or by its name in any language that the bot speaks.</summary>
    private async Task<DialogReply> KeepAsync(DialogTurn turn, string named, CancellationToken ct)
    {
        var wanted = Phrase.Normalize(named);
        if (Texts.All.FirstOrDefault(one => one.Language == wanted || Texts.All.Any(in_ => Phrase.Normalize(NameOf(in_, one)) == wanted))
            is not { } language)
            return Show(Card(turn.Texts, Look.Banner(Look.Warning, turn.Texts[LanguagesText.Unknown])));
        await readers.KeepLanguageAsync(turn.Caller.Person.TenantId, turn.Caller.Person.ObjectId, language.Language, ct);
        var texts = turn.Texts.Speaking(language.Language);
        return Show(Card(texts, Look.Banner(Look.Good, texts[LanguagesText.Kept, NameOf(texts, language)])));
    }

    /// <summary>Which language is kept: that of this card may be the phrase's alone.</summary>
    private async Task<AdaptiveElement> StandingAsync(DialogTurn turn, CancellationToken ct)
    {
        var person = turn.Caller.Person;
        var kept = (await readers.FindAsync(person.TenantId, person.ObjectId, ct)).Kept;
        return Look.Text(Texts.All.FirstOrDefault(one => one.Language == kept) is { } language
            ? turn.Texts[LanguagesText.Is, NameOf(turn.Texts, language)]
            : turn.Texts[LanguagesText.IsNone]);
    }

    private static AdaptiveCard Card(Texts texts, AdaptiveElement said) => Look.Card(
        texts,
        texts[LanguagesText.Name],
        [said, Look.Text(texts[LanguagesText.Intro])],
        [
            .. Texts.All.OrderBy(one => one.Language == texts.Language ? 0 : 1).Select(
                one => Look.Go(NameOf(one, one), "language/keep", new() { ["language"] = one.Language })),
        ]);

    /// <summary>As the reader calls it, or as its speakers do where the reader's language has no word for it.</summary>
    private static string NameOf(Texts texts, Texts of) =>
        texts.Find("Languages.Name." + of.Language) ?? Language.Find(of.Language)?.OwnName ?? of.Language;
}
