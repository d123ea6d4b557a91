using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>Texts for the customer, ready to send, in its own language. Pure.</summary>
internal static class RelationLetter
{
    /// <summary>The language of a culture such as <c>fr-FR</c> that the bot writes; English for any other, or none.</summary>
    public static Texts Speaks(string? culture) => Texts.All.FirstOrDefault(texts =>
        culture is not null
        && (culture.Equals(texts.Language, StringComparison.OrdinalIgnoreCase)
            || culture.StartsWith(texts.Language + "-", StringComparison.OrdinalIgnoreCase))) ?? Texts.English;

    /// <summary>Asks to approve a relationship: with which roles, how long, by when, and where.</summary>
    public static string Approval(Texts language, string from, string customer, DelegatedRelation relation) => string.Join(
        "\n\n",
        new[]
        {
            language[CustomerRelationText.Letter_Hello, customer],
            language[
                CustomerRelationText.Letter_Ask,
                string.Join(", ", relation.Roles.Select(role => RelationLine.Role(language, role)).Order(StringComparer.Ordinal))],
            language[CustomerRelationText.Letter_How, relation.ApprovalUrl],
            relation.ApproveBy is { } until ? language[CustomerRelationText.Letter_Until, language.Day(until)] : null,
            language[CustomerRelationText.Letter_Regards, from],
        }.OfType<string>());

    /// <summary>Asks to accept the Microsoft Customer Agreement: nobody can do it for the customer.</summary>
    public static string Agreement(Texts language, string from, string customer) => string.Join(
        "\n\n",
        language[CustomerRelationText.Letter_Hello, customer],
        language[CustomerPlanText.Letter_Agreement],
        language[CustomerPlanText.Letter_How, PlanSteps.AgreementLink],
        language[CustomerRelationText.Letter_Regards, from]);

    /// <summary>Asks a company to become our customer.</summary>
    public static string Reseller(Texts language, string from, string customer, string link) => string.Join(
        "\n\n",
        language[CustomerRelationText.Letter_Hello, customer],
        language[CustomerRelationText.Letter_Reseller],
        language[CustomerRelationText.Letter_How, link],
        language[CustomerRelationText.Letter_Regards, from]);
}
