// SPDX-License-Identifier: Apache-2.0

/// How the issuer's pages look: in light and in dark, with nothing loaded from anywhere.
enum LoginStyle {
    static let css = """
        :root{color-scheme:light dark;--ink:#1b1e28;--soft:#555b6b;--paper:#fff;--ground:#f3f2ee;--line:#cfd1da;\
        --accent:#3046c4;--on-accent:#fff;--error:#ad2118;--error-ground:#fbe9e7;--hover:#eef0fc}
        @media (prefers-color-scheme:dark){:root{--ink:#eceef4;--soft:#a9afc0;--paper:#1c1f29;--ground:#13151c;\
        --line:#3d4354;--accent:#a5b4ff;--on-accent:#12163a;--error:#ff9d92;--error-ground:#40201e;--hover:#272d52}}
        *{box-sizing:border-box}
        body{margin:0;min-height:100vh;display:grid;place-items:center;padding:1.5rem;color:var(--ink);font:16px/1.5 \
        system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;background:radial-gradient(60rem 40rem at 15% -10%,\
        color-mix(in srgb,var(--accent) 28%,transparent),transparent),var(--ground)}
        .card{width:100%;max-width:26rem;background:var(--paper);border:1px solid var(--line);border-radius:1.1rem;\
        padding:2.25rem 2rem 1.75rem;box-shadow:0 1.2rem 3rem rgb(20 10 60/.14)}
        .brand{display:flex;justify-content:center;margin:0 0 1rem}
        .brand svg{width:3.25rem;height:3.25rem}
        h1{font-size:1.5rem;line-height:1.25;margin:0 0 .25rem;text-align:center;letter-spacing:-.01em}
        .lead{margin:0 0 1.5rem;color:var(--soft);text-align:center}
        h2{font-size:.9rem;margin:1rem 0 .2rem;color:var(--soft);font-weight:600}
        .facts{list-style:none;margin:0;padding:0;overflow-wrap:anywhere}
        label{display:block;font-weight:600;font-size:.9rem;margin:0 0 .3rem}
        input{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);\
        border-radius:.6rem;padding:.65rem .8rem;margin:0 0 1rem}
        button{font:inherit;cursor:pointer}
        .primary{width:100%;border:0;border-radius:.6rem;padding:.75rem;font-weight:600;background:var(--accent);\
        color:var(--on-accent)}
        .primary:hover{filter:brightness(1.08)}
        :focus-visible{outline:3px solid color-mix(in srgb,var(--accent) 60%,transparent);outline-offset:2px}
        .or{display:flex;align-items:center;gap:.8rem;color:var(--soft);font-size:.85rem;margin:1.5rem 0 .8rem}
        .or::before,.or::after{content:"";flex:1;border-top:1px solid var(--line)}
        .users{list-style:none;margin:0;padding:0;display:grid;gap:.5rem;max-height:16rem;overflow:auto}
        .user{width:100%;display:flex;align-items:center;gap:.8rem;text-align:left;color:inherit;background:transparent;\
        border:1px solid var(--line);border-radius:.6rem;padding:.5rem .7rem}
        .user:hover{background:var(--hover)}
        .user img{width:2.25rem;height:2.25rem;border-radius:50%}
        .user b{display:block;font-weight:600;line-height:1.3}
        .user span span{color:var(--soft);font-size:.85rem;overflow-wrap:anywhere}
        .error{background:var(--error-ground);color:var(--error);border-radius:.6rem;padding:.6rem .8rem;margin:0 0 1rem;\
        overflow-wrap:anywhere}
        .note{color:var(--soft);font-size:.85rem;margin:.8rem 0 0;overflow-wrap:anywhere}
        .foot{margin:1.4rem 0 0;text-align:center;font-size:.9rem;color:var(--soft)}
        a{color:var(--accent)}
        .visually-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        @media (prefers-reduced-motion:no-preference){.primary,.user{transition:background .15s,filter .15s}}
        """

    /// A gateway, and somebody in it: as the demo's icon.
    static let brand: HTML = """
        <p class="brand"><svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8" fill="#3046c4"/>\
        <path d="M9 25V14a7 7 0 0 1 14 0v11" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round"/>\
        <path d="M16 25v-8" stroke="#ffd479" stroke-width="3" stroke-linecap="round"/>\
        <circle cx="16" cy="13.5" r="2" fill="#ffd479"/></svg></p>
        """
}
