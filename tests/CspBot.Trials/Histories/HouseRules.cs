using CspBot.Sandbox;

namespace CspBot.Trials.Histories;

/// <summary>The rules by which the histories are played, once as the bot reads them and once as the model does.</summary>
internal static class HouseRules
{
    public const string Admin = "AdminAgents";
    public const string Sales = "SalesAgents";
    public const string Helpdesk = "HelpdeskAgents";
    public const string Approvers = "Approvers";
    public const string Told = "19:told@thread.tacv2";
    public const string Channel = "19:approvals@thread.tacv2";

    public static readonly TimeSpan Expiry = TimeSpan.FromHours(4);
    public static readonly TimeSpan EscalatesAfter = TimeSpan.FromHours(1);
    public static readonly TimeSpan GoodFor = TimeSpan.FromHours(3);
    public static readonly TimeSpan ConfirmWithin = TimeSpan.FromMinutes(150);
    public static readonly TimeSpan UndoFor = TimeSpan.FromHours(1);
    public static readonly TimeSpan TellsAfter = TimeSpan.FromMinutes(15);

    private static readonly string[] Policy =
    [
        "brief: when dialog is grant-owner and duration is 1h then decided by nobody",
        $"short: when dialog is grant-owner and duration is 4h then decided by 1 of SalesAgent or person {Ids.Aisha} \"Aisha Khan\"",
        "day: when dialog is grant-owner and duration is 1d then decided by 2, ticket \"INC[0-9]{6}\", sign-in within 15m",
        "week: when dialog is grant-owner and duration is 7d then asked by AdminAgent, decided by 3",
        "month: when dialog is grant-owner and duration is 30d "
            + $"then decided by 2 of group {Ids.AdminAgents} \"Admins\", sign-in within 15m",
        "never: when dialog is grant-owner and duration is permanent then at most 30d",
    ];

    public static IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>(
        Policy.Index().Select(rule => KeyValuePair.Create($"Approvals:Policy:{rule.Index}", (string?)rule.Item)))
    {
        ["Approvals:Expiry"] = Expiry.ToString("c"),
        ["Approvals:GoodFor"] = GoodFor.ToString("c"),
        ["Approvals:RemindAfter"] = "00:15:00",
        ["Approvals:Escalate:After"] = EscalatesAfter.ToString("c"),
        ["Approvals:Escalate:Group"] = Ids.HelpdeskAgents,
        ["Approvals:Quiet"] = "20:00-07:00",
        ["Approvals:Told"] = Told,
        ["Approvals:Conversation"] = Channel,
        ["Approvals:FreshSignIn:Enabled"] = "true",
        ["Approvals:Standing:Enabled"] = "true",
        ["Approvals:BreakGlass:Enabled"] = "true",
        ["Approvals:BreakGlass:ConfirmWithin"] = ConfirmWithin.ToString("c"),
    };

    /// <summary>The groups that each person is in when a history begins.</summary>
    public static IReadOnlyDictionary<Who, string[]> Roles { get; } = new Dictionary<Who, string[]>
    {
        [Who.Nora] = [Admin, Approvers],
        [Who.Tomas] = [Admin, Approvers],
        [Who.Aisha] = [Admin, Approvers],
        [Who.Pierre] = [Sales, Approvers],
        [Who.Ingrid] = [Helpdesk],
        [Who.Omar] = [Admin],
    };

    /// <summary>What an approval of so long a right takes; null: it may not be asked for.</summary>
    public static Terms? Of(string length) => length switch
    {
        "1h" => new Terms(0, (_, _) => true, SignsIn: false),
        "4h" => new Terms(1, (people, who) => who == Who.Aisha || people.Is(who, Sales), SignsIn: false),
        "8h" => new Terms(1, (_, _) => true, SignsIn: false),
        "1d" => new Terms(2, (_, _) => true, SignsIn: true),
        "7d" => new Terms(3, (_, _) => true, SignsIn: false),
        "30d" => new Terms(2, (people, who) => people.Is(who, Admin), SignsIn: true),
        _ => null,
    };

    public static TimeSpan Long(string length) => length switch
    {
        "1h" => TimeSpan.FromHours(1),
        "4h" => TimeSpan.FromHours(4),
        "8h" => TimeSpan.FromHours(8),
        "1d" => TimeSpan.FromDays(1),
        "7d" => TimeSpan.FromDays(7),
        "30d" => TimeSpan.FromDays(30),
        _ => TimeSpan.MaxValue,
    };

    public static string IdOf(this Who who) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-0000000000{20 + (int)who}");

    public static Who? PersonOf(string? objectId) =>
        Enum.GetValues<Who>().Where(who => who.IdOf() == objectId).Select(who => (Who?)who).FirstOrDefault();
}

/// <summary>How many people, which of the approvers, and whether each signs in for it.</summary>
internal sealed record Terms(int People, Func<Directory, Who, bool> Which, bool SignsIn);

/// <summary>Who is in which group now, and who is switched off.</summary>
internal sealed class Directory
{
    private readonly HashSet<(Who Who, string Group)> _in =
        [.. HouseRules.Roles.SelectMany(one => one.Value.Select(group => (one.Key, group)))];

    private readonly HashSet<Who> _off = [];

    public bool Is(Who who, string group) => !_off.Contains(who) && _in.Contains((who, group));

    /// <summary>Some role or other.</summary>
    public bool IsAnybody(Who who) => !_off.Contains(who) && _in.Any(one => one.Who == who);

    public void Set(Who who, IReadOnlyList<string> groups)
    {
        _in.RemoveWhere(one => one.Who == who);
        _in.UnionWith(groups.Select(group => (who, group)));
    }

    public void SwitchOff(Who who) => _off.Add(who);

    public void SwitchOn(Who who) => _off.Remove(who);
}

/// <summary>An approver is away.</summary>
internal sealed record Away(Who Absent, Who Delegate, Who Maker, DateTimeOffset From, DateTimeOffset Until)
{
    public bool IsEnded { get; set; }
}
