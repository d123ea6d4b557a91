using BenchmarkDotNet.Attributes;
using CspBot.Cloud;
using CspBot.Conversation;

namespace CspBot.Benchmarks;

/// <summary>
/// A phrase read, typing errors and all, without looking customers up: against finding a phrase that is written exactly as it is shown.
/// </summary>
[MemoryDiagnoser]
[BenchmarkCategory("a phrase read")]
public class PhraseBenchmarks
{
    private readonly PhraseReader _reader = new(CspBot.Program.Table);
    private readonly string[] _shown = [.. CspBot.Program.Table.SelectMany(
        entry => Resources.Texts.All.SelectMany(texts => entry.Phrases(texts))).Select(Phrase.Normalize)];

    [Params(
        "grant owner adatum",
        "grant ownr to grace on adatum production for 8 hours",
        "acorde propriètaire a grace sur adatum prodution pr 8h stp",
        "the coffee machine on the third floor is out of beans again")]
    public string Typed { get; set; } = "";

    [Benchmark(Baseline = true)]
    public string? ExactlyAsShown()
    {
        var said = Phrase.Normalize(Typed);
        return _shown.Where(phrase => said.StartsWith(phrase, StringComparison.Ordinal)).MaxBy(phrase => phrase.Length);
    }

    [Benchmark]
    public object AsPeopleType() => _reader.ReadAsync(
        Typed, (_, _) => Task.FromResult<IReadOnlyList<Customer>>([]), CancellationToken.None).GetAwaiter().GetResult();
}
