namespace CspBot.Cloud.SignIn;

/// <summary>The service account's refresh token on disk, shared by every bot process; replaced in one step when it rotates.</summary>
internal sealed class RefreshTokenFile(string path)
{
    private (string Token, string Over)? _held;

    /// <summary>A rotated token could not be written yet.</summary>
    public bool IsUnwritten => _held is not null;

    /// <summary>
    /// Keeps in memory what could not be written over <paramref name="over"/>; a file that
    /// somebody else has written since then wins.
    /// </summary>
    public void Hold(string token, string over) => _held = (token, over);

    /// <summary>The token as it is now; one that could not be written is tried again first.</summary>
    /// <exception cref="CloudFault">OperatorFault when the file is missing, unreadable or empty.</exception>
    public async Task<string> ReadAsync(CancellationToken ct)
    {
        if (_held is not { } held)
            return await ReadFileAsync(ct);
        try
        {
            var now = await ReadFileAsync(ct);
            if (now == held.Over)
                await WriteAsync(held.Token, ct);
            _held = null;
            return now == held.Over ? held.Token : now;
        }
        catch (CloudFault)
        {
            // Still neither to be read nor written; the held one is the newest there is, and readiness says so.
            return held.Token;
        }
    }

    private async Task<string> ReadFileAsync(CancellationToken ct)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, ct)).Trim();
            return token.Length > 0 ? token : throw Unusable("is empty", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable("cannot be read", e);
        }
    }

    /// <summary>Writes a rotated token beside the file and renames it over: a reader sees the old or the new one, never half.</summary>
    public async Task WriteAsync(string token, CancellationToken ct)
    {
        var beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var writer = new StreamWriter(beside, options))
                await writer.WriteAsync(token.AsMemory(), ct);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable("cannot be written", e);
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static CloudFault Unusable(string what, Exception? inner) =>
        new(CloudReason.OperatorFault, "login", null, null, null, $"The refresh token file {what}.", inner: inner);
}
