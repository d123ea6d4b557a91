using System.Text;

namespace CspBot.Sandbox;

/// <summary>What is printed once everything runs: what to open and what to type.</summary>
internal static class Guide
{
    public static string Text(SandboxHost host, string settings, IReadOnlyList<Uri> bots, IReadOnlyList<Playground> windows)
    {
        StringBuilder text = new();
        text.AppendLine().AppendLine(new string('─', 78));
        if (windows.Count > 0)
        {
            text.AppendLine("  Open");
            foreach (Playground window in windows)
                text.AppendLine(Line(window.Person, window.Address.ToString()));
            text.AppendLine();
            text.AppendLine("  Type in Nora's window");
            text.AppendLine("    grant owner            give a customer's user the role Owner; Tomas approves");
            text.AppendLine("    help                   what else there is");
            text.AppendLine();
        }

        text.AppendLine("  Look behind the scenes");
        text.AppendLine(Line("what exists", new Uri(host.Control, "/control/world").ToString()));
        text.AppendLine(Line("what was called", new Uri(host.Control, "/control/calls").ToString()));
        foreach (Uri bot in bots)
            text.AppendLine(Line($"bot's log", Path.Combine(host.Folder, $"bot-{bot.Port}.log")));
        if (bots.Count == 0)
            text.AppendLine("  No bot was started: run one with the settings below.");
        text.AppendLine(Line("a bot's settings", settings));
        text.AppendLine();
        text.AppendLine("  Ctrl-C ends all of it.");
        text.Append(new string('─', 78));
        return text.ToString();
    }

    private static string Line(string what, string where) => $"    {what,-22} {where}";
}
