using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CspBot.Tests.Common;

/// <summary>
/// This process trusts no authority of the system, where tests need none: each connection would put all 140 of them into a store of its
/// own, a tenth of what a run costs.
/// </summary>
internal static partial class SystemAuthorities
{
    [ModuleInitializer]
    internal static void Forget()
    {
        if (!OperatingSystem.IsLinux())
            return;

        // What is started from here gets the environment as .NET knows it by now, and keeps its authorities.
        _ = Environment.GetEnvironmentVariables();
        foreach (var name in (string[])["SSL_CERT_DIR", "SSL_CERT_FILE"])
        {
            if (SetNative(name, "/nonexistent", 1) != 0)
                throw new InvalidOperationException($"{name} could not be set.");
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
