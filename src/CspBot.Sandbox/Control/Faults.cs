namespace CspBot.Sandbox;

/// <summary>One misfortune that somebody ordered: which calls it meets, how often, and what happens to them.</summary>
internal sealed record Fault
{
    public required string Api { get; init; }

    public string? Method { get; init; }

    /// <summary>A part of the path (and query), or a pattern of the whole path with <c>*</c>.</summary>
    public string? Path { get; init; }

    public int? Status { get; init; }

    public string? Code { get; init; }

    /// <summary>Sent word for word instead of the service's own error; with a status that is a success too.</summary>
    public string? Body { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Headers of the answer, such as a challenge.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The list of the real answer (<c>value</c> or <c>items</c>) begins with a null.</summary>
    public bool AddNull { get; init; }

    /// <summary>Seconds as they go into the header; a fraction is sent as it stands, as Graph does.</summary>
    public string? RetryAfter { get; init; }

    public int DelayMs { get; init; }

    /// <summary>How many calls it meets; 0 = all until it is cleared.</summary>
    public int Times { get; init; }

    /// <summary>The call is really carried out, and only its answer is lost.</summary>
    public bool AfterWrite { get; init; }

    public bool DropConnection { get; init; }

    /// <summary>The answer stops in the middle of its JSON.</summary>
    public bool Truncate { get; init; }

    /// <summary>It takes the answer's place, not only its time.</summary>
    public bool Answers => Status is not null || DropConnection;

    public bool Meets(string api, string method, string path, string query)
    {
        if (Api != "*" && !Api.Equals(api, StringComparison.OrdinalIgnoreCase))
            return false;
        if (Method is not null && !Method.Equals(method, StringComparison.OrdinalIgnoreCase))
            return false;
        if (string.IsNullOrEmpty(Path))
            return true;
        return Path.Contains('*', StringComparison.Ordinal)
            ? System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(Path, path, ignoreCase: true)
            : $"{path}?{query}".Contains(Path, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The misfortunes in force, oldest first; the first that meets a call is used up by one.</summary>
internal sealed class Faults
{
    private readonly Lock gate = new();
    private readonly List<(Fault Fault, int Left)> faults = [];

    public void Add(Fault fault)
    {
        lock (gate)
            faults.Add((fault, fault.Times == 0 ? int.MaxValue : fault.Times));
    }

    public void Clear()
    {
        lock (gate)
            faults.Clear();
    }

    public IReadOnlyList<Fault> All()
    {
        lock (gate)
            return [.. faults.Select(item => item.Fault)];
    }

    public Fault? Take(string api, string method, string path, string query)
    {
        lock (gate)
        {
            for (int i = 0; i < faults.Count; i++)
            {
                (Fault fault, int left) = faults[i];
                if (!fault.Meets(api, method, path, query))
                    continue;
                if (left == 1)
                    faults.RemoveAt(i);
                else if (left < int.MaxValue)
                    faults[i] = (fault, left - 1);
                return fault;
            }

            return null;
        }
    }
}
