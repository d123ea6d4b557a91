using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>
/// One window of Microsoft's Agents Playground with one person signed in. The tool is fetched and started by npx under its own
/// terms and is never part of this repository (facts, playground §1 to §4).
/// </summary>
internal sealed record Playground(string Person, string Account, int Port)
{
    private const string Package = "@microsoft/m365agentsplayground@0.2.28";

    private static readonly (string Account, string Name, string Id)[] People =
    [
        ("nora", "Nora Lind", Ids.Nora),
        ("tomas", "Tomas Berg", Ids.Tomas),
        ("aisha", "Aisha Khan", Ids.Aisha),
        ("pierre", "Pierre Martin", Ids.Pierre),
        ("ingrid", "Ingrid Solberg", Ids.Ingrid),
        ("omar", "Omar Haddad", Ids.Omar),
    ];

    public static IReadOnlyList<Playground> Windows(int port) =>
        [new("Nora Lind", "nora", port), new("Tomas Berg", "tomas", port + 1)];

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{Port}"));

    /// <summary>Answers 200 once the configuration was accepted and the bot has been seen.</summary>
    public Uri ReadyAddress => new(Address, "/_internal/v1/config");

    /// <summary>The npx command on the path; null without Node.</summary>
    public static string? FindNpx()
    {
        string name = OperatingSystem.IsWindows() ? "npx.cmd" : "npx";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Starts it in a folder of its own, from which it reads its configuration.</summary>
    public ChildProcess Start(string npx, string folder, Uri bot, TimeProvider time)
    {
        string own = Path.Combine(folder, $"playground-{Account}");
        Directory.CreateDirectory(own);
        File.WriteAllText(Path.Combine(own, ".m365agentsplayground.yml"), Configuration());
        string[] arguments =
        [
            "--yes", Package, "start", "-e", new Uri(bot, "/api/messages").ToString(), "-c", "msteams",
            "-p", Port.ToString(CultureInfo.InvariantCulture), "--disable-telemetry",
        ];
        Command command = new(npx, arguments, own)
        {
            Environment = new Dictionary<string, string> { ["APPLICATION_INSIGHTS_NO_STATSBEAT"] = "1" },
        };
        return ChildProcess.Start(command, Path.Combine(folder, $"playground-{Account}.log"), time);
    }

    /// <summary>The schema is strict: exactly five other users, one channel besides General (facts, playground §3).</summary>
    public string Configuration()
    {
        string others = string.Concat(People.Where(person => person.Account != Account).Select(person => UserYaml(person, "  - ", "    ")));
        return $"""
            version: "0.1.1"
            tenantId: {Ids.PartnerTenant}
            bot:
              id: "28:{Ids.BotApp}"
              name: CspBot
            currentUser:
            {UserYaml(People.First(person => person.Account == Account), "  ", "  ").TrimEnd()}
            users:
            {others.TrimEnd()}
            personalChat:
              id: "a:1-{Account}-personal"
            groupChat:
              id: "19:group-00000000000000000000000000000001@thread.v2"
              name: Renewals
            team:
              id: "19:general-0000000000000000000000000001@thread.tacv2"
              name: Cloud Sales
              aadGroupId: 00000000-0000-4000-8000-000000000031
              channels:
                - id: "19:approvals-000000000000000000000000001@thread.tacv2"
                  name: Approvals

            """;
    }

    private static string UserYaml((string Account, string Name, string Id) person, string first, string next)
    {
        string[] names = person.Name.Split(' ');
        string address = $"{person.Account}@{Seed.PartnerDomain}";
        return $"""
            {first}id: "29:{person.Account}"
            {next}name: {person.Name}
            {next}userPrincipleName: {address}
            {next}aadObjectId: {person.Id}
            {next}givenName: {names[0]}
            {next}surname: {names[1]}
            {next}email: {address}

            """;
    }
}
