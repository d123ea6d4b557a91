using System.Runtime.CompilerServices;
using Dapper;

namespace CspBot.Tests.Harness;

/// <summary>
/// Every test has a store of its own, and all of them the same tables: Dapper need not compile each statement for each again.
/// </summary>
internal sealed class SharedStatements : IEqualityComparer<string>
{
    public bool Equals(string? x, string? y) => IsPostgres(x) == IsPostgres(y);

    public int GetHashCode(string connectionString) => IsPostgres(connectionString) ? 1 : 0;

    [ModuleInitializer]
    internal static void Register() => SqlMapper.ConnectionStringComparer = new SharedStatements();

    // The two databases answer with different types.
    private static bool IsPostgres(string? connectionString) =>
        connectionString?.Contains("Host=", StringComparison.OrdinalIgnoreCase) == true;
}
