namespace CspBot.Sandbox;

/// <summary>What tenants use on a stamp: a resource and a meter each, with a quantity for each day that depends on the day alone.</summary>
internal sealed class StackUsage
{
    public List<Used> Resources { get; } = [];

    /// <summary>
    /// All rows whose report came in that time, oldest first; the last hours of a day may be reported on the next (the usage FAQ: "the
    /// delay can be as long as multiple hours", and only the reported time can be asked for).
    /// </summary>
    public IEnumerable<Row> Reported(DateOnly start, DateOnly until) =>
        from number in Enumerable.Range(start.DayNumber - 1, Math.Max(0, until.DayNumber - start.DayNumber + 1))
        let day = DateOnly.FromDayNumber(number)
        from resource in Resources
        where resource.From <= day && (resource.Until is null || day < resource.Until)
        let reported = resource.IsLate ? day.AddDays(1) : day
        where reported >= start && reported < until
        select new Row(resource, day, resource.On(day));

    /// <summary>A resource that is metered.</summary>
    /// <param name="Subscription">On the stamp; it may be deleted by now.</param>
    /// <param name="Base">About how much a day.</param>
    /// <param name="Until">The first day without; null while it goes on.</param>
    internal sealed record Used(string Subscription, string Meter, string Uri, decimal Base, DateOnly From, DateOnly? Until = null)
    {
        /// <summary>Its rows are reported the day after.</summary>
        public bool IsLate { get; init; }

        /// <summary>Sent as it is in the place of the instance's data.</summary>
        public string? Instance { get; init; }

        /// <summary>Between four fifths and six fifths of the base, by the day and the resource.</summary>
        public decimal On(DateOnly day) =>
            Math.Round(Base * (80 + ((day.DayNumber * 7 + Math.Abs(StableHash(Uri))) % 41)) / 100m, 4);

        private static int StableHash(string text) => text.Aggregate(17, (hash, letter) => ((hash * 31) + letter) % 9973);
    }

    /// <summary>What one resource used on one day.</summary>
    internal sealed record Row(Used Resource, DateOnly Day, decimal Quantity);
}
