using CspBot.Requests.Audits;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Requests;

/// <summary>The verifier notices every small change of the sample: all of them are tried, and counted.</summary>
/// <remarks>Each byte as each of the 255 others is tried by the trials; here as its neighbour and in the other case.</remarks>
public sealed class AuditMutationTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_byte_changed_removed_or_added_is_noticed()
    {
        var bytes = AuditSample.Bytes;
        Count("bytes changed", 2 * bytes.Length, AuditSample.Changed(bytes, one => [(byte)(one ^ 1), (byte)(one ^ ' ')]));
        Count("bytes removed", bytes.Length, AuditSample.Without(bytes));
        Count("bytes added", 4 * (bytes.Length + 1), AuditSample.With(bytes, (byte)' ', (byte)'\n', (byte)'0', (byte)'"'));
        Count("files cut short", bytes.Length, AuditSample.Cut(bytes));
    }

    [Fact]
    public void Every_entry_removed_repeated_moved_or_exchanged_is_noticed()
    {
        var file = AuditSample.File;
        var n = file.Records.Count;
        Count("entries in another way",
            n + (n * (n + 1)) + (n * (n - 1)) + (n * (n - 1) / 2),
            AuditSample.Reordered(file.Records).Select(records => (file with { Records = records }).Write()));

        // The head counts what is there then: the chain alone must show it.
        var blind = 0;
        foreach (var records in AuditSample.Reordered(file.Records).Where(records => !records.SequenceEqual(file.Records)))
        {
            var shown = records.Count(record => record.Fields is not null);
            var (wrong, _) = AuditFileCheck.Check(
                (file with { Records = records, Head = file.Head with { Shown = shown, LeftOut = records.Count - shown } }).Write());
            Assert.NotNull(wrong);
            blind += wrong.StartsWith("The signature", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal(0, blind);
    }

    private void Count(string what, int expected, IEnumerable<byte[]> mutants)
    {
        var (tried, missed) = (0, 0);
        Parallel.ForEach(mutants, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, mutant =>
        {
            Interlocked.Increment(ref tried);
            if (AuditFileCheck.Check(mutant).Wrong is null)
                Interlocked.Increment(ref missed);
        });
        output.WriteLine($"{what}: {tried} tried, {tried - missed} noticed");
        Assert.Equal((expected, 0), (tried, missed));
    }
}
