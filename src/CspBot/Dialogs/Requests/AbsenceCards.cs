using System.Globalization;
using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.Absences;
using CspBot.Resources;

namespace CspBot.Dialogs.Requests;

/// <summary>The card of absences: who is away, and the form for another.</summary>
internal static class AbsenceCards
{
    public const string Verb = "requests/absence";
    public const string SubmitVerb = "requests/absence-submit";
    public const string EndVerb = "requests/absence-end";

    public static AdaptiveCard Card(DialogTurn turn, AbsenceForm form, AbsenceView view, AbsenceNews news)
    {
        var (texts, errors) = (turn.Texts, news.Errors);
        return Look.Card(
            texts,
            texts[AbsenceText.Title],
            [
                errors.Count > 0 ? Look.Banner(Look.Attention, Look.HowMany(texts, errors.Count)) : news.Banner,
                Look.Text(texts[AbsenceText.Intro]),
                Look.Section(texts[AbsenceText.ListTitle]),
                view.Listed.Count == 0 ? Look.Quiet(texts[AbsenceText.ListNone]) : null,
                .. view.Listed.Select(absence => Row(texts, absence, turn.Caller)),
                Look.Section(texts[AbsenceText.NewTitle]),
                .. Fields(turn, form, view, errors),
                Look.Quiet(texts[AbsenceText.Zone, (texts.Zone ?? TimeZoneInfo.Utc).Id]),
            ],
            [
                Look.Submit(texts[AbsenceText.SubmitButton], SubmitVerb, view.Data),
                Look.Go(texts[RequestsText.ListButton], "requests/list", []),
            ]);
    }

    /// <summary>It is set up.</summary>
    public static AdaptiveContainer Made(Texts texts, Absence absence) => Look.Banner(
        Look.Good,
        texts[
            AbsenceText.Made,
            absence.Delegate.Name,
            absence.Approver.Name,
            texts.Time(absence.Span.From),
            texts.Time(absence.Span.Until)],
        texts[AbsenceText.MadeTold, absence.Delegate.Name]);

    /// <summary>It is over.</summary>
    public static AdaptiveContainer Ended(Texts texts, Absence absence) =>
        Look.Banner(Look.Calm, texts[AbsenceText.EndedNow, absence.Delegate.Name, absence.Approver.Name]);

    private static IEnumerable<AdaptiveElement?> Fields(
        DialogTurn turn, AbsenceForm form, AbsenceView view, IReadOnlyDictionary<string, string> errors)
    {
        var texts = turn.Texts;
        var others = view.Approvers.Where(person => !person.IsSame(turn.Caller.Person)).ToList();
        yield return Look.Error("approver", errors, texts);
        if (others.Count > 0)
            yield return People(
                "approver",
                texts[AbsenceText.ApproverLabel],
                [
                    .. turn.Caller.IsApprover
                        ? [Choice(texts[AbsenceText.ApproverMe], turn.Caller.Person.ObjectId)]
                        : Array.Empty<AdaptiveChoice>(),
                    .. others.Select(Choice),
                ],
                form.Approver.Length > 0 ? form.Approver
                    : turn.Caller.IsApprover ? turn.Caller.Person.ObjectId
                    : "");
        yield return Look.Error("delegate", errors, texts);
        var standIns = People(
            "delegate", texts[AbsenceText.DelegateLabel], [.. view.StandIns.Select(Choice)], form.Delegate);
        standIns.Placeholder = texts[AbsenceText.DelegatePlaceholder];
        yield return Look.OrTyped(standIns);
        yield return Error("fromDay", texts, errors);
        yield return Day("fromDay", texts[AbsenceText.FromDay], form.From);
        yield return Time("fromTime", texts[AbsenceText.FromTime], form.From);
        yield return Error("untilDay", texts, errors);
        yield return Day("untilDay", texts[AbsenceText.UntilDay], form.Until);
        yield return Time("untilTime", texts[AbsenceText.UntilTime], form.Until);
    }

    private static AdaptiveTextBlock? Error(string field, Texts texts, IReadOnlyDictionary<string, string> errors) =>
        errors.TryGetValue(field, out var key)
            ? Look.Wrong(texts[key, AbsenceSpan.Longest.TotalDays.ToString(CultureInfo.InvariantCulture)])
            : null;

    private static AdaptiveColumnSet Row(Texts texts, Absence absence, Caller reader) => new()
    {
        Columns =
        [
            new AdaptiveColumn
            {
                Items =
                [
                    new AdaptiveTextBlock(texts[AbsenceText.Line, absence.Approver.Name, absence.Delegate.Name]) { Wrap = true },
                    Look.Small(texts[AbsenceText.LineTimes, texts.Time(absence.Span.From), texts.Time(absence.Span.Until)]),
                ],
                Width = "stretch",
            },
            .. absence.MayEnd(reader)
                ? [Look.Word(texts[AbsenceText.EndWord], EndVerb, new JsonObject { ["absence"] = absence.Id })]
                : Array.Empty<AdaptiveColumn>(),
        ],
        Spacing = AdaptiveSpacing.Small,
    };

    private static AdaptiveChoiceSetInput People(string id, string label, IReadOnlyList<AdaptiveChoice> people, string value) => new()
    {
        Id = id,
        Label = label,
        Choices = [.. Searches.With(people, people.Any(one => one.Value == value) ? value : "")],
        Wrap = true,
        Style = id == "approver" ? AdaptiveChoiceInputStyle.Compact : AdaptiveChoiceInputStyle.Filtered,
        Value = people.Any(one => one.Value == value) ? value : null,
    };

    private static AdaptiveChoice Choice(Person person) => Choice(person.Name, person.ObjectId);

    private static AdaptiveChoice Choice(string title, string value) => new() { Title = title, Value = value };

    /// <summary>A day of a span that somebody chooses, as far as it is known.</summary>
    public static AdaptiveDateInput Day(string id, string label, AbsenceMoment moment) => new()
    {
        Id = id,
        Label = label,
        Value = moment.KnownDay,
    };

    /// <summary>The time beside it.</summary>
    public static AdaptiveTimeInput Time(string id, string label, AbsenceMoment moment) => new()
    {
        Id = id,
        Label = label,
        Value = moment.KnownTime,
    };
}

/// <summary>What stands on the card of absences: those there are, whom one may choose, and the form's data.</summary>
internal sealed record AbsenceView(
    IReadOnlyList<Absence> Listed, IReadOnlyList<Person> Approvers, IReadOnlyList<Person> StandIns, JsonObject Data);
