using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Conversation;

/// <summary>Reads phrases as the bot does, with the pretend cloud's customers, and says in a line what was understood.</summary>
internal sealed class ReadPhrases
{
    private readonly PhraseReader _reader = new(Program.Table);
    private readonly CustomerSearch _customers = CustomerSearch.Of(Rows("customers.tsv").Select((row, at) => new Customer(
        new Guid(at + 1, 0, 0, new byte[8]).ToString(), row[0], row[1] + ".onmicrosoft.com")));

    public Task<Heard> HearAsync(string phrase) =>
        _reader.ReadAsync(phrase, (words, _) => Task.FromResult(Find(words)), CancellationToken.None);

    public IReadOnlyList<Customer> Find(string words) => _customers.Find(words, Searches.Listed);

    /// <summary>The form would open with this one customer filled in.</summary>
    public Customer? Filled(Meant meant) =>
        meant.Customer.Length > 0 && Find(meant.Customer) is [var only] && CustomerSearch.Holds(only, meant.Customer) ? only : null;

    public static string Say(Heard heard) => heard switch
    {
        Heard.Open open => Say(open.Meant),
        Heard.Choose choose => "choose " + string.Join(" | ", choose.Meant.Select(Say)),
        Heard.Explain explain => "explain " + explain.Dialog.Name,
        Heard.Menu => "menu",
        Heard.Small small => "small " + small.What,
        _ => "unknown",
    };

    public static IReadOnlyList<string[]> Rows(string file) =>
    [
        .. File.ReadLines(Path.Combine(SourceTree.Root, "tests", "CspBot.Tests", "Samples", "Phrases", file))
            .Where(line => line.Length > 0)
            .Select(line => line.Split('\t')),
    ];

    private static string Say(Meant meant) =>
        $"{Name(meant)} {string.Join(';', meant.Fields.OrderBy(one => one.Key).Select(one => $"{one.Key}={one.Value}"))}".Trim();

    public static string Name(Meant meant) =>
        meant.Act.Step.Length == 0 ? meant.Dialog.Name : $"{meant.Dialog.Name}/{meant.Act.Step}";
}
