using System.Globalization;
using BenchmarkDotNet.Attributes;
using CspBot.Cloud;

namespace CspBot.Benchmarks;

/// <summary>A letter typed into the search over 50,000 customers: the index against looking through the names as they are.</summary>
[MemoryDiagnoser]
[BenchmarkCategory("a customer searched")]
public class CustomerSearchBenchmarks
{
    private Customer[] _customers = [];
    private CustomerSearch _index = CustomerSearch.Empty;

    [Params("mé", "meridian sof", "zzz", "meridain softwrae")]
    public string Typed { get; set; } = "";

    [GlobalSetup]
    public void Make()
    {
        string[] first = ["Alpine", "Ångström", "Béton", "Contoso", "Élan", "Meridian", "Münch", "Océan", "Quartz", "Zürich"];
        string[] second = ["Bakeries", "Software", "Logistics", "Hôtels", "Énergie"];
        _customers = [.. Enumerable.Range(0, 50_000).Select(i => new Customer(
            new Guid(i, 0, 0, new byte[8]).ToString(),
            string.Create(CultureInfo.InvariantCulture, $"{first[i % first.Length]} {second[i / first.Length % second.Length]} {i:D5}"),
            string.Create(CultureInfo.InvariantCulture, $"customer{i:D5}.onmicrosoft.com")))];
        _index = CustomerSearch.Of(_customers);
    }

    [Benchmark(Baseline = true)]
    public int ThroughTheNames() => _customers
        .Where(customer => CultureInfo.InvariantCulture.CompareInfo.IndexOf(
            customer.Name, Typed, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0)
        .OrderBy(customer => customer.Name, StringComparer.OrdinalIgnoreCase)
        .Take(15)
        .Count();

    [Benchmark]
    public int ThroughTheIndex() => _index.Find(Typed, 15).Count;
}
