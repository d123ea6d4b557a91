using CspBot.Requests.Audits;
using CspBot.Tests.Requests;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Trials;

/// <summary>Every single byte of the audit's sample as every other byte there is: the verifier takes none of them.</summary>
public sealed class AuditByteTrials(ITestOutputHelper output)
{
    [Fact]
    public void No_byte_can_be_another_and_none_can_be_added()
    {
        var bytes = AuditSample.Bytes;
        var all = Enumerable.Range(0, 256).Select(one => (byte)one).ToArray();
        Count("bytes changed", 255 * bytes.Length, AuditSample.Changed(bytes, _ => all));
        Count("bytes added", 256 * (bytes.Length + 1), AuditSample.With(bytes, all));
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
