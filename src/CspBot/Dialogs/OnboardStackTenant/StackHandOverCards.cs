using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>The hand-over: what the customer is told, ready to send in both languages, and what is not told here.</summary>
internal static class StackHandOverCards
{
    private const string Verb = "onboard-stack-tenant/";
    private const string None = "–";

    public static AdaptiveCard Card(Texts texts, string form, StackHandOver said) => Look.Card(
        texts,
        texts[OnboardStackTenantText.HandOver_Title, said.Customer, string.Join(", ", said.Seats.Select(seat => seat.Deployment))],
        [
            Look.Banner(
                Look.Calm,
                texts[OnboardStackTenantText.HandOver_NoSecret],
                said.SecretPlace.Length > 0
                    ? texts[OnboardStackTenantText.HandOver_LiesHere, said.SecretPlace]
                    : texts[OnboardStackTenantText.HandOver_LiesNowhere]),
            .. said.Seats.SelectMany(seat => Seat(texts, said, seat)),
            .. Texts.All.OrderBy(one => one.Language == texts.Language ? 0 : 1).SelectMany(one => Look.Second(
                "ready-" + one.Language, LanguageWords.In(texts, one), Ready(texts, one, said))),
        ],
        [
            said.RequestId is { } id
                ? Look.Go(texts[RequestsText.ShowButton, id], "requests/show", new() { ["request"] = id })
                : null,
            Look.Go(texts[OnboardStackTenantText.TenantsButton], Verb + "tenants", Look.Data(form)),
            Look.Go(texts[CommonText.CancelButton], Verb + "cancel", Look.Data(form)),
        ]);

    private static IEnumerable<AdaptiveElement> Seat(Texts texts, StackHandOver said, StackHandOverSeat seat)
    {
        yield return Look.Section(seat.Deployment);
        if (seat.Unread is { } why)
        {
            var line = ReviewLine.Of(texts, why);
            yield return Look.Line(Mark.Caution, texts[OnboardStackTenantText.NotRead, seat.Deployment, line.Text], line.Help);
        }
        else if (!seat.IsThere)
        {
            yield return Look.Line(Mark.Caution, texts[OnboardStackTenantText.HandOver_NoSubscription, seat.Deployment]);
        }
        else if (seat.Stopped is { } state)
        {
            yield return Look.Line(
                Mark.Caution,
                texts[
                    OnboardStackTenantText.Refusal_LocalNotEnabled,
                    said.Customer,
                    seat.Deployment,
                    seat.SubscriptionName ?? None,
                    StateWords.Say(texts, state)],
                texts[OnboardStackTenantText.HandOver_NotEnabled]);
        }

        yield return Look.Facts([
            (texts[OnboardStackTenantText.HandOver_Portal], seat.Portal ?? None),
            (texts[OnboardStackTenantText.LocalSubscription], $"{seat.SubscriptionName ?? None} ({seat.SubscriptionId ?? None})"),
            (texts[OnboardStackTenantText.HandOver_Account], seat.Account ?? None),
        ]);
    }

    private static IEnumerable<AdaptiveElement> Ready(Texts reader, Texts texts, StackHandOver said)
    {
        yield return Look.Section(reader[OnboardStackTenantText.HandOver_ReadyIn, LanguageWords.Name(reader, texts)]);
        IEnumerable<string> paragraphs =
        [
            texts[OnboardStackTenantText.HandOver_Hello, said.Customer],
            .. said.Seats.Select(seat => texts[
                OnboardStackTenantText.HandOver_SignIn,
                seat.Deployment,
                seat.Portal ?? None,
                seat.Account ?? None,
                seat.SubscriptionName ?? None,
                seat.SubscriptionId ?? None]),
            said.SecretPlace.Length > 0
                ? texts[OnboardStackTenantText.HandOver_Password, said.SecretPlace]
                : texts[OnboardStackTenantText.HandOver_PasswordApart],
            texts[OnboardStackTenantText.HandOver_Then],
        ];
        yield return Look.Text(string.Join("\n\n", paragraphs));
    }
}

/// <summary>A tenant that is handed over.</summary>
/// <param name="SecretPlace">Where the account's password lies; empty when nobody said.</param>
/// <param name="RequestId">The request that made it; null for one that no request handed over.</param>
internal sealed record StackHandOver(string Customer, IReadOnlyList<StackHandOverSeat> Seats, string SecretPlace, string? RequestId);

/// <summary>Its place on one deployment.</summary>
internal sealed record StackHandOverSeat(string Deployment, string? Portal, string? Account)
{
    public string? SubscriptionId { get; init; }

    public string? SubscriptionName { get; init; }

    /// <summary>Why it was not read now; what the request noted stands in.</summary>
    public Refusal? Unread { get; init; }

    /// <summary>Its state, where nobody can work in it; null where somebody can, or where it was not read.</summary>
    public string? Stopped { get; init; }

    /// <summary>The stamp lists it, or could not be asked.</summary>
    public required bool IsThere { get; init; }
}
