using System.Globalization;
using CspBot.Requests.Audits;
using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary><c>audit verify</c>: reads the configured store's audit from the first entry to the last.</summary>
internal static class AuditCommand
{
    private const int AtOnce = 1000;

    /// <returns>0 when the chain is whole and sealed since its first seal; 1 when not; 2 for settings or words that are wrong.</returns>
    public static async Task<int> RunAsync(
        string[] args, StoreOptions store, AuditOptions options, TextWriter output, TextWriter error, CancellationToken ct)
    {
        if (args is not ["audit", "verify"])
        {
            await error.WriteLineAsync("Usage: audit verify [<file> [--signer <fingerprint>]]");
            return 2;
        }

        foreach (var problem in store.Validate().Concat(options.Validate()))
        {
            await error.WriteLineAsync(problem);
            return 2;
        }

        var keys = options.Open(store);
        await using var database = new Database(store, new Signals(TimeProvider.System)) { Seals = keys };
        var piece = new AuditPiece(AuditMark.Start, null, false);
        while (piece is { Break: null, IsWhole: false })
        {
            var from = piece.Mark;
            piece = await database.ReadAsync(session => Audit.WalkAsync(session, from, AtOnce), ct);
        }

        if (piece.Break is { } broken)
        {
            await error.WriteLineAsync(broken);
            return 1;
        }

        await output.WriteLineAsync(
            string.Create(CultureInfo.InvariantCulture, $"{piece.Mark.Seq} entries, unbroken; the last one is {piece.Mark.Hash}."));
        await output.WriteLineAsync("Compare it with the bot's log (\"The audit stands at entry\").");
        using var signer = await database.ReadAsync(AuditExport.FindSignerAsync, ct);
        var signs = signer is null ? "; none was made yet" : $", and their signer {AuditSigner.Fingerprint(signer.Public)}";
        await output.WriteLineAsync($"In files the last entry's link is {piece.Mark.Chain}{signs}.");
        if (keys.Current is null)
            await output.WriteLineAsync(
                "No key is set: the chain shows a change, but not who could have written all of it anew. Set Audit:Key or Audit:KeyFile.");
        if (piece.Mark.FirstUnsealed is not { } unsealed)
            return 0;
        await error.WriteLineAsync(Audit.Unsealed(unsealed));
        return 1;
    }
}
