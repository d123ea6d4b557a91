using System.Xml;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Customers;

/// <summary>What the request of a relation asks for, as typed.</summary>
/// <param name="Roles">Template ids, separated by commas.</param>
/// <param name="Duration">ISO 8601, <c>P1D</c> to <c>P2Y</c>.</param>
/// <param name="Extends"><c>true</c>: goes on by 180 days at its end.</param>
internal sealed record RelationForm(string Form, string Customer, string Roles, string Duration, string Extends, string Reason)
    : ChangeForm(Form)
{
    public const string Act = "relation";
    public const int LongestReason = 500;

    /// <summary>What the form offers; any other from a day to two years is taken too.</summary>
    public static IReadOnlyList<string> Durations { get; } = ["P1D", "P30D", "P90D", "P180D", "P1Y", "P2Y"];

    public static RelationForm Blank(string form, string customer) =>
        new(form, customer, string.Join(',', DirectoryRoles.Proposed), "P1Y", "true", "");

    public static RelationForm Read(FormInput input) => new(
        input.Form,
        input["customer"],
        string.Join(',', Split(input["relationRoles"]).Select(Known)),
        input["relationDuration"].ToUpperInvariant(),
        input.IsTrue("relationExtends") ? "true" : "false",
        input["reason"]);

    /// <summary>Template ids, each once.</summary>
    public IReadOnlyList<string> RoleIds => [.. Split(Roles)];

    /// <summary>Null when it is none, or out of bounds.</summary>
    public TimeSpan? Length
    {
        get
        {
            try
            {
                var length = Duration.StartsWith('P') ? XmlConvert.ToTimeSpan(Duration) : TimeSpan.Zero;
                return length >= TimeSpan.FromDays(1) && length <= TimeSpan.FromDays(730) ? length : null;
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                return null;
            }
        }
    }

    /// <summary>Auto-extension does not go with Global Administrator (partner-center §9).</summary>
    public bool IsExtended => Extends == "true" && !RoleIds.Contains(DirectoryRoles.GlobalAdministrator);

    /// <summary>Keys of what is missing or wrong, per field.</summary>
    public IReadOnlyDictionary<string, string> Errors()
    {
        var errors = new Dictionary<string, string>();
        if (RoleIds.Count == 0)
            errors["relationRoles"] = CustomerRelationText.RolesMissing;
        else if (RoleIds.Any(id => DirectoryRoles.Offered.All(role => role.TemplateId != id)))
            errors["relationRoles"] = CustomerRelationText.RolesUnknown;
        if (Length is null)
            errors["relationDuration"] = CustomerRelationText.DurationWrong;
        if (Reason.Length == 0)
            errors["reason"] = CustomerRelationText.ReasonMissing;
        if (Reason.Length > LongestReason)
            errors["reason"] = CustomerRelationText.ReasonTooLong;
        return errors;
    }

    public override IEnumerable<string> Sealed => [Act, Customer, Roles, Duration, Extends, Reason];

    public override (string Name, string? Value)[] Data =>
        [
            ("act", Act), ("customer", Customer), ("relationRoles", Roles), ("relationDuration", Duration),
            ("relationExtends", Extends), ("reason", Reason),
        ];

    public override IReadOnlyDictionary<string, string?> Told => Data.Skip(2).ToDictionary(one => one.Name, one => one.Value);

    private static IEnumerable<string> Split(string text) => text
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(id => id.ToLowerInvariant())
        .Distinct();

    /// <summary>Some clients send what a choice says; a role's name in either language is taken for it.</summary>
    private static string Known(string sent) => Guid.TryParse(sent, out var id)
        ? id.ToString()
        : DirectoryRoles.Offered.FirstOrDefault(role =>
            Texts.All.Any(texts => texts["Relation.Role." + role.TemplateId].Equals(sent, StringComparison.OrdinalIgnoreCase)))?.TemplateId
        ?? sent;
}
