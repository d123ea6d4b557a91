using System.Collections.Frozen;

namespace CspBot.Cloud;

/// <summary>What the bot does in a customer's directory.</summary>
internal enum DirectoryStep
{
    /// <summary>Looks at users, guests and groups.</summary>
    Read,

    /// <summary>Invites a guest.</summary>
    Invite,

    /// <summary>Gives an application consent there; a person does it in Partner Center.</summary>
    Consent,
}

/// <summary>A role of a directory under its name in English and its template id, which is the same in every directory.</summary>
internal sealed record DirectoryRole(string Name, string TemplateId);

/// <summary>
/// THE TABLE of the roles that a step in a customer's directory needs (november-2026 §C; ids azure §6.2, Guest Inviter and Directory
/// Writers of Microsoft's list of built-in roles). One of them is enough. The texts <c>Common.Roles.{step}</c> name the same ones, and
/// every sentence that names a role quotes those.
/// </summary>
internal static class DirectoryRoles
{
    private static readonly DirectoryRole GuestInviter = new("Guest Inviter", "95e79109-95c0-4d8e-aee3-d01accf2d47b");
    private static readonly DirectoryRole DirectoryWriters = new("Directory Writers", "9360feb5-f418-4baa-8175-e2a00bac4301");
    private static readonly DirectoryRole UserAdministrator = new("User Administrator", UserAdministratorId);

    private static readonly FrozenDictionary<DirectoryStep, DirectoryRole[]> Steps = new Dictionary<DirectoryStep, DirectoryRole[]>
    {
        [DirectoryStep.Read] = [new("Directory Readers", "88d8e3e3-8f55-4a1e-953a-9b9898b8876b")],
        [DirectoryStep.Invite] = [GuestInviter, DirectoryWriters, UserAdministrator],
        [DirectoryStep.Consent] =
        [
            new("Application Administrator", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"),
            new("Cloud Application Administrator", CloudApplicationAdministrator),
        ],
    }.ToFrozenDictionary();

    /// <summary>
    /// Roles that hold more than a step needs, and so do for it unnamed: nobody should be asked for them (november-2026 §C, 12).
    /// </summary>
    private static readonly FrozenDictionary<DirectoryStep, string[]> AlsoDo = new Dictionary<DirectoryStep, string[]>
    {
        [DirectoryStep.Read] =
        [
            DirectoryWriters.TemplateId, UserAdministrator.TemplateId, GlobalReader, GlobalAdministrator,
        ],
        [DirectoryStep.Invite] = [GlobalAdministrator],
        [DirectoryStep.Consent] = [GlobalAdministrator],
    }.ToFrozenDictionary();

    /// <summary>Template id of Global Reader (azure §6.2).</summary>
    private const string GlobalReader = "f2ef992c-3afb-46b9-b7cf-a126ee74c451";

    /// <summary>Template id of Global Administrator (azure §6.2).</summary>
    public const string GlobalAdministrator = "62e90394-69f5-4237-9190-012177145e10";

    /// <summary>Template id of User Administrator (azure §6.2).</summary>
    public const string UserAdministratorId = "fe930be7-5e62-47db-91af-98c3a49a38b1";

    /// <summary>Template id of Cloud Application Administrator (azure §6.2).</summary>
    public const string CloudApplicationAdministrator = "158c047a-c907-4556-b7ef-446551a6b5f7";

    /// <summary>
    /// What a relationship may be asked for, least first: the roles that a step needs, and those that hold more. Names in the reader's
    /// language: <c>Relation.Role.{template id}</c>.
    /// </summary>
    public static IReadOnlyList<DirectoryRole> Offered { get; } =
    [
        .. Steps[DirectoryStep.Read],
        GuestInviter,
        new("Cloud Application Administrator", CloudApplicationAdministrator),
        new("Application Administrator", "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"),
        DirectoryWriters,
        UserAdministrator,
        new("Global Reader", GlobalReader),
        new("Global Administrator", GlobalAdministrator),
    ];

    /// <summary>The least that all steps together need: one role for each.</summary>
    public static IReadOnlyList<string> Proposed { get; } =
        [Steps[DirectoryStep.Read][0].TemplateId, GuestInviter.TemplateId, CloudApplicationAdministrator];

    /// <summary>The steps that none of these roles does for.</summary>
    public static IReadOnlyList<DirectoryStep> Short(IReadOnlySet<string> templateIds) =>
        [.. Enum.GetValues<DirectoryStep>().Where(step => !Holds(templateIds, step))];

    /// <summary>The roles to ask for, least first.</summary>
    public static IReadOnlyList<DirectoryRole> For(DirectoryStep step) => Steps[step];

    /// <summary>Whether the roles of a relationship hold one that does for the step.</summary>
    public static bool Holds(IReadOnlySet<string> templateIds, DirectoryStep step) =>
        Steps[step].Select(role => role.TemplateId).Concat(AlsoDo[step]).Any(templateIds.Contains);
}
