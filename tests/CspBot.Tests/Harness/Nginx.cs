using System.Diagnostics;
using System.Globalization;

namespace CspBot.Tests.Harness;

/// <summary>A real nginx in front of several bots: takes turns, and asks the next one when one does not answer.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly string _folder;
    private readonly int _port;
    private Process _process;

    private Nginx(string folder, int port, Process process)
    {
        _folder = folder;
        _port = port;
        _process = process;
    }

    public Uri Endpoint => new($"http://127.0.0.1:{_port}/api/messages");

    public static async Task<Nginx> StartAsync(IEnumerable<Uri> bots)
    {
        var folder = TempFolder.Create("nginx");
        var port = ServerProcess.FreePort();
        await WriteAsync(folder, port, bots);
        var nginx = new Nginx(folder, port, Launch(folder));
        await Eventually.IsTrueAsync("nginx answers", async () =>
        {
            try
            {
                return (await TestBot.Http.GetAsync(new Uri(nginx.Endpoint, "/healthz"))).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Task WriteAsync(string folder, int port, IEnumerable<Uri> bots) => File.WriteAllTextAsync(
        Path.Combine(folder, "nginx.conf"),
        string.Create(CultureInfo.InvariantCulture, $$"""
            daemon off;
            worker_processes 1;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path {{folder}}/body;
              proxy_temp_path {{folder}}/proxy;
              fastcgi_temp_path {{folder}}/fastcgi;
              uwsgi_temp_path {{folder}}/uwsgi;
              scgi_temp_path {{folder}}/scgi;
              upstream bots { {{string.Concat(bots.Select(bot => $"server {bot.Host}:{bot.Port} max_fails=1 fail_timeout=1s; "))}} }
              server {
                listen 127.0.0.1:{{port}};
                location / { proxy_pass http://bots; proxy_next_upstream error timeout non_idempotent; proxy_connect_timeout 1s; }
              }
            }
            """));

    private static Process Launch(string folder) => Process.Start(new ProcessStartInfo(
        Tools.Nginx!, ["-c", Path.Combine(folder, "nginx.conf"), "-p", folder, "-e", Path.Combine(folder, "error.log")])
    {
        UseShellExecute = false,
        RedirectStandardError = true,
    })!;
}
