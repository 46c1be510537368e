import { defineConfig } from '@playwright/test';

export default defineConfig({
  fullyParallel: true,
  use: { baseURL: 'http://127.0.0.1:3000' },
  webServer: [
    {
      command: 'npx sessions-emulator --clock frozen',
      url: 'http://127.0.0.1:4010/_emulator/ready',
      reuseExistingServer: !process.env.CI,
    },
    {
      command: 'node app.mjs',
      url: 'http://127.0.0.1:3000',
      env: { AMIGO_BASE_URL: 'http://127.0.0.1:4010' },
    },
  ],
});
