using CspBot.Partner;
using CspBot.Requests.Audits;
using CspBot.Store;

namespace CspBot.Tests.Requests;

/// <summary>Entries for tests of the audit that do not care what happened.</summary>
internal static class AuditEntries
{
    public static Task<bool> AppendAsync(Database database, int count, DateTimeOffset at) => Audit.WriteAsync(
        database,
        async session =>
        {
            for (var i = 0; i < count; i++)
                await Audit.AppendAsync(
                    session,
                    new AuditEvent(
                        "refused", null, new Person("p", "t", "Person"), null, new Dictionary<string, string?> { ["n"] = $"{i}" }),
                    at);
            return true;
        },
        default);
}
