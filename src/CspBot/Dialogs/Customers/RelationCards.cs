using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>What the relation's card is made of.</summary>
internal sealed record RelationView(RelationForm Form, string Customer, RelationFacts Facts, DateTimeOffset Now)
{
    /// <summary>The reader may ask for delegated administration.</summary>
    public required bool MayAsk { get; init; }

    public required string Group { get; init; }

    public AdaptiveElement? Banner { get; init; }

    /// <summary>Keys of what is wrong, by field.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();
}

/// <summary>The cards of the relation: how it stands with the form, the review's lines, and texts to send.</summary>
internal static class RelationCards
{
    public static AdaptiveCard Form(Texts texts, RelationView view)
    {
        var form = view.Form;
        var data = () => Look.Data(form.Form, ("act", RelationForm.Act), ("customer", form.Customer));
        return Look.Card(
            texts,
            texts[CustomerRelationText.FormTitle, view.Customer],
            [
                view.Banner,
                .. view.Facts.Relation.Value is { } relation
                    ? ReviewLine.Show(
                        texts,
                        RelationSection.Lines(texts, relation, view.Facts.Access, new RelationPlaces(view.Group, view.Now)))
                    : [],
                Look.Words(
                [
                    Look.Word(texts[CustomerRelationText.ResellerWord], "customers/invitation", data()),
                    view.Facts.Relation.Value?.Delegated.Relations.Any(one => one.State == RelationState.ApprovalPending) == true
                        ? Look.Word(texts[CustomerRelationText.ApprovalWord], "customers/approval", data())
                        : null,
                ]),
                .. view.MayAsk ? Fields(texts, view) : [Look.Quiet(texts[CustomerRelationText.OnlyAdmins])],
            ],
            [
                view.MayAsk ? Look.Submit(texts[CustomerRelationText.ReviewButton], "customers/details", data()) : null,
                Look.Go(texts[CommonText.BackButton], "customers/show", data()),
                Look.Go(texts[CommonText.CancelButton], "customers/cancel", data()),
            ]);
    }

    /// <summary>The review: how it stands now, what is asked for, and what that will do and not do.</summary>
    public static IEnumerable<ReviewLine> Lines(Texts texts, RelationReview review, string group, DateTimeOffset now)
    {
        var (relation, form) = (review.Relation.Value!, review.Form);
        var name = relation.Customer.Name;
        yield return relation.IsReseller
            ? new ReviewLine(Mark.Done, texts[CustomerRelationText.Line_Reseller, name])
            : ReviewLine.Of(texts, new Refusal("CustomerRelation.NotReseller", name));
        var asked = form.RoleIds.ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (relation.Delegated.Relations.FirstOrDefault(
            one => one.State == RelationState.ApprovalPending && asked.All(one.Roles.Contains)) is { } waiting)
            yield return ReviewLine.Of(
                texts, new Refusal("CustomerRelation.WaitsAlready", name, waiting.ApprovalUrl));
        if (relation.Delegated.Relations.FirstOrDefault(one => one.IsActive && asked.All(one.Roles.Contains)) is { } active)
            yield return new ReviewLine(
                Mark.Caution,
                texts[CustomerRelationText.Line_HasAlready, name, active.EndsAt is { } end ? texts.Day(end) : "?"],
                texts[CustomerRelationText.Line_HasAlready_Help]);
        foreach (var step in DirectoryRoles.Short(asked))
            yield return new ReviewLine(
                Mark.Caution,
                texts["CustomerRelation.Line.Without." + step],
                texts[CustomerRelationText.Line_Without_Help, texts["Common.Roles." + step]]);
        yield return ReviewLine.Effect(
            texts[CustomerRelationText.Line_Asks, string.Join(", ", form.RoleIds.Select(role => RelationLine.Role(texts, role)))]);
        if (asked.Contains(DirectoryRoles.GlobalAdministrator))
            yield return new ReviewLine(
                Mark.Caution,
                texts[CustomerRelationText.Line_GlobalAdministrator],
                texts[CustomerRelationText.Line_GlobalAdministrator_Help]);
        var length = form.Length ?? TimeSpan.Zero;
        yield return ReviewLine.Effect(
            texts[
                form.IsExtended ? CustomerRelationText.Line_LastsAndExtends : CustomerRelationText.Line_Lasts,
                Durations.Days(texts, length),
                texts.Day(now + length)]);
        yield return review.Group is { Fault: null, Value: false }
            ? ReviewLine.Of(texts, new Refusal("CustomerRelation.NoGroup", group))
            : new ReviewLine(
                Mark.Done, texts[CustomerRelationText.Line_Group, name], texts[CustomerRelationText.Line_Group_Help, group]);
    }

    /// <summary>A text to send, in a field from where it is copied with its lines.</summary>
    public static AdaptiveCard Letter(Texts texts, RelationText text) => Look.Card(
        texts,
        text.Title,
        [
            Look.Text(text.Intro),
            new AdaptiveTextInput
            {
                Id = "text",
                Label = texts[CustomerRelationText.LetterLabel, LanguageWords.Name(texts, text.Language)],
                IsMultiline = true,
                Value = text.Body,
            },
        ],
        [
            .. Texts.All.Where(other => other.Language != text.Language.Language).Select(other => Look.Go(
                LanguageWords.In(texts, other),
                text.Verb,
                Look.Data("", ("customer", text.Customer), ("language", other.Language)))),
            text.Customer.Length > 0
                ? Look.Go(texts[CommonText.BackButton], "customers/relation", Look.Data("", ("customer", text.Customer)))
                : null,
        ]);

    private static IEnumerable<AdaptiveElement?> Fields(Texts texts, RelationView view)
    {
        var (form, errors) = (view.Form, view.Errors);
        yield return Look.Section(texts[CustomerRelationText.AskTitle]);
        yield return Look.Quiet(texts[CustomerRelationText.AskIntro]);
        yield return Look.Error("relationRoles", errors, texts);
        yield return new AdaptiveChoiceSetInput
        {
            Id = "relationRoles",
            Label = texts[CustomerRelationText.Roles],
            Choices = [.. DirectoryRoles.Offered.Select(role => new AdaptiveChoice
            {
                Title = texts.Find("CustomerRelation.For." + role.TemplateId) is { } use
                    ? texts[GrantOwnerText.RoleMeans, RelationLine.Role(texts, role.TemplateId), use]
                    : RelationLine.Role(texts, role.TemplateId),
                Value = role.TemplateId,
            })],
            IsMultiSelect = true,
            Wrap = true,
            Style = AdaptiveChoiceInputStyle.Expanded,
            IsRequired = true,
            ErrorMessage = texts[CustomerRelationText.RolesMissing],
            Value = form.RoleIds.Where(id => DirectoryRoles.Offered.Any(role => role.TemplateId == id)).ToList() is { Count: > 0 } ids
                ? string.Join(',', ids)
                : null,
        };
        yield return Look.Error("relationDuration", errors, texts);
        yield return new AdaptiveChoiceSetInput
        {
            Id = "relationDuration",
            Label = texts[CustomerRelationText.DurationIs],
            Choices = Searches.With(
                [.. RelationForm.Durations.Select(value => new AdaptiveChoice
                {
                    Title = texts["CustomerRelation.Duration." + value],
                    Value = value,
                })],
                form.Length is null ? "" : form.Duration),
            Style = AdaptiveChoiceInputStyle.Compact,
            IsRequired = true,
            ErrorMessage = texts[CustomerRelationText.DurationWrong],
            Value = form.Length is null ? null : form.Duration,
        };
        yield return new AdaptiveToggleInput
        {
            Id = "relationExtends",
            Label = texts[CustomerRelationText.ExtendsIs],
            Title = texts[CustomerRelationText.ExtendsTitle],
            Wrap = true,
            Value = form.Extends,
        };
        yield return Look.Error("reason", errors, texts);
        yield return new AdaptiveTextInput
        {
            Id = "reason",
            Label = texts[CustomerRelationText.Reason],
            IsMultiline = true,
            IsRequired = true,
            ErrorMessage = texts[CustomerRelationText.ReasonMissing],
            MaxLength = RelationForm.LongestReason,
            Value = form.Reason.Length > 0 ? form.Reason : null,
        };
    }
}

/// <summary>A text for the customer, to look at before it is sent.</summary>
/// <param name="Verb">Shows it in another language.</param>
/// <param name="Customer">Its id; empty where it is nobody's in particular.</param>
internal sealed record RelationText(string Verb, string Customer, string Title, string Intro, Texts Language, string Body);
